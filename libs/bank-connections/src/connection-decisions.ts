import { Injectable } from '@nestjs/common';
import { Authorisations } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { BankConnection } from './bank-connection.entity.js';
import { ConnectionTransitions } from './connection-transitions.js';

/** What whoever opens the page of a connection decides, on our page and at the bank. */
@Injectable()
export class ConnectionDecisions {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConnectionTransitions,
    private readonly authorisations: Authorisations,
  ) {}

  /** @returns what is behind a page link; the token is the only credential of that page */
  findByLink(token: string): Promise<BankConnection | undefined> {
    return this.transactions.run(
      async (tx) =>
        (await tx.findOneBy(BankConnection, { method: 'oauth', linkTokenHash: tokenHash(token) })) ?? undefined,
    );
  }

  /**
   * They go on to the bank.
   *
   * @returns the bank's address
   * @throws DomainError bank_connection_transition_refused when there is nothing left to agree to
   */
  async agree({ partnerId, id }: BankConnection, browserToken: string): Promise<string> {
    const client = await this.authorisations.clientFor('bank_connection');
    return this.transactions.forPartner(partnerId, async (tx) => {
      await this.requireOpen(tx, partnerId, id);
      return this.authorisations.start(tx, { type: 'bank_connection', id, partnerId }, browserToken, client);
    });
  }

  /** @throws DomainError bank_connection_transition_refused as `agree` */
  decline({ partnerId, id }: BankConnection): Promise<void> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      await this.refuse(tx, await this.requireOpen(tx, partnerId, id));
    });
  }

  /** They said no at the bank. What ended meanwhile stays as it ended. */
  async refusedAtBank(tx: Transaction, partnerId: string, id: string): Promise<void> {
    const connection = await this.transitions.lock(tx, partnerId, id);
    if (connection?.status === 'awaiting_authorisation') await this.refuse(tx, connection);
  }

  private refuse(tx: Transaction, connection: BankConnection): Promise<void> {
    return this.transitions.move(tx, connection, 'rejected', { actor: { type: 'psu' }, reason: 'declined_by_psu' });
  }

  private async requireOpen(tx: Transaction, partnerId: string, id: string): Promise<BankConnection> {
    const connection = await this.transitions.lock(tx, partnerId, id);
    if (connection?.status === 'awaiting_authorisation' && connection.linkExpiresAt > new Date()) return connection;
    throw new DomainError('bank_connection_transition_refused', 'The connection is no longer waiting for anybody.');
  }
}

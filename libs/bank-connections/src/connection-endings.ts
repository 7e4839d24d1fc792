import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { isAccessLost, mayBeAccessLost } from '@sluis/consents';
import { Outbox, type WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { connectionMayBecome } from './bank-connection-status.js';
import type { BankConnection } from './bank-connection.entity.js';
import { ConnectionTransitions, subjectOf } from './connection-transitions.js';

/** Every way a connection ends: by the partner, by the bank, or because nobody completed it in time. */
@Injectable()
export class ConnectionEndings {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConnectionTransitions,
    private readonly outbox: Outbox,
  ) {}

  /** Ends the connection at once, and with it the secret and what was begun on it. What has ended stays as it ended. */
  async disconnect(
    tx: Transaction,
    partnerId: string,
    id: string,
    { actor, reason }: { actor: AuditActor; reason?: string },
  ): Promise<BankConnection | undefined> {
    const connection = await this.transitions.lock(tx, partnerId, id);
    if (connection && connectionMayBecome(connection.status, 'disconnected')) {
      await this.transitions.move(tx, connection, 'disconnected', { actor, reason });
    }
    return connection;
  }

  /**
   * For every capability, when the bank refuses a call made on a connection: a refusal of the access itself ends it, one
   * that may have other reasons has the access tried.
   *
   * @returns whether the connection is over
   */
  async recordBankLoss(partnerId: string, id: string, error: unknown): Promise<boolean> {
    if (!mayBeAccessLost(error)) return false;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const connection = await this.transitions.lock(tx, partnerId, id);
      if (connection?.status !== 'active') return connection !== undefined;
      if (!isAccessLost(error)) {
        await this.outbox.schedule(tx, { kind: 'bank_connections.probe', subject: subjectOf(connection), partnerId });
        return false;
      }
      await this.transitions.move(tx, connection, 'lost', {
        actor: { type: 'bank' },
        reason: 'access_refused_by_bank',
      });
      return true;
    });
  }

  /** By our clock: nobody connected the account in time. */
  async expireIfDue(partnerId: string, id: string): Promise<WorkResult> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const connection = await this.transitions.lock(tx, partnerId, id);
      if (!connection || !connectionMayBecome(connection.status, 'expired')) return 'done';
      const waitMs = connection.linkExpiresAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.transitions.move(tx, connection, 'expired', { actor: { type: 'platform' }, reason: 'link_expired' });
      return 'done';
    });
  }
}

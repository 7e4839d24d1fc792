import { Injectable } from '@nestjs/common';
import { BankConnections, type ConnectionCapability } from '@sluis/bank-connections';
import type { Transaction } from '@sluis/persistence';

/** One of the partner's own accounts; the connection's default one where none is named. */
export interface ReceivingAccount {
  connectionId: string | undefined;
  accountId: string | undefined;
}

/** An account that is connected now. */
export interface UsableAccount {
  connectionId: string;
  accountId: string;
  bunqMonetaryAccountId: number;
  iban: string;
}

/** The partner's own accounts, on which money may be asked for and from which requests may be paid. */
@Injectable()
export class ReceivingAccounts {
  constructor(private readonly connections: BankConnections) {}

  /** @throws DomainError bank_connection_not_usable | bank_connection_ambiguous | account_not_in_connection */
  require(tx: Transaction, partnerId: string, account: ReceivingAccount): Promise<UsableAccount> {
    return this.requireFor(tx, partnerId, account, 'payment_requests');
  }

  /** @throws DomainError bank_connection_not_usable | bank_connection_incapable */
  requirePaying(tx: Transaction, partnerId: string, account: ReceivingAccount): Promise<UsableAccount> {
    return this.requireFor(tx, partnerId, account, 'incoming_payment_requests');
  }

  private async requireFor(
    tx: Transaction,
    partnerId: string,
    wanted: ReceivingAccount,
    capability: ConnectionCapability,
  ): Promise<UsableAccount> {
    const { connectionId, accountId } = wanted;
    const usable = await this.connections.requireUsable(tx, partnerId, connectionId, capability, accountId);
    const { id, bunqMonetaryAccountId, iban } = usable.account;
    return { connectionId: usable.connection.id, accountId: id, bunqMonetaryAccountId, iban };
  }
}

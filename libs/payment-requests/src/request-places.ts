import { Injectable } from '@nestjs/common';
import { BankConnections, ConnectionEndings } from '@sluis/bank-connections';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { RequestPlace } from './bunq-request-gateway.js';
import type { FollowedList } from './followed-list.js';

/** Finds the account at the bank on which requests live, with the session that may act there. */
@Injectable()
export class RequestPlaces {
  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly endings: ConnectionEndings,
  ) {}

  /** @returns undefined when nothing may be begun there any more */
  toAct({ partnerId, connectionId, accountId }: FollowedList): Promise<RequestPlace | undefined> {
    return this.transactions.forPartner(partnerId, (tx) =>
      this.connections.access(tx, partnerId, connectionId, accountId),
    );
  }

  /** As `toAct`, and for a minute after the end also then: to read how things ended and to take them back. */
  toFollow({ partnerId, connectionId, accountId }: FollowedList): Promise<RequestPlace | undefined> {
    return this.transactions.forPartner(partnerId, (tx) =>
      this.connections.accessToFollow(tx, partnerId, connectionId, accountId),
    );
  }

  /** The bank refused a call made there: whether the connection is over, its own access tells. */
  async recordLoss({ partnerId, connectionId }: FollowedList, error: unknown): Promise<void> {
    await this.endings.recordBankLoss(partnerId, connectionId, error);
  }

  /** As `recordLoss`, where only a hint of it is left: the access is tried. */
  lookAtAccess(tx: Transaction, { partnerId, connectionId }: FollowedList): Promise<void> {
    return this.connections.lookNow(tx, partnerId, connectionId);
  }
}

import { Injectable } from '@nestjs/common';
import { BankConnections } from '@sluis/bank-connections';
import { Transactions } from '@sluis/persistence';
import { IncomingFeeds } from './incoming-feeds.js';

/** Begins to read who asks the partner for money, when the partner has connected its accounts. */
@Injectable()
export class OpenIncomingFeeds {
  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly feeds: IncomingFeeds,
  ) {}

  /** Safe to repeat. */
  async afterConnection(partnerId: string, connectionId: string): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const connection = await this.connections.find(tx, partnerId, connectionId);
      if (connection?.status !== 'active') return;
      for (const { id: accountId, bunqMonetaryAccountId } of await this.connections.accountsOf(tx, connection))
        await this.feeds.open(tx, { partnerId, connectionId, accountId, bunqMonetaryAccountId });
    });
  }
}

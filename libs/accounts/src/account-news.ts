import { Injectable } from '@nestjs/common';
import { Transactions } from '@sluis/persistence';
import { AccountFeeds } from './account-feed.js';

/** What the bank's callbacks tell of accounts: that there may be something to read, and nothing else. */
@Injectable()
export class AccountNews {
  constructor(
    private readonly transactions: Transactions,
    private readonly feeds: AccountFeeds,
  ) {}

  /** Over all partners: the callback names the bank's account, and each feed of it reads within its own budget. */
  async lookAt(bunqMonetaryAccountId: number): Promise<void> {
    await this.transactions.run((tx) => this.feeds.noteNews(tx, bunqMonetaryAccountId));
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';
import { CallbackDesks, type CallbackDesk, type MissedCallback } from '@sluis/reconciliation';
import { AccountFeeds } from './account-feed.js';

/** Missed callbacks about movements: the accounts under that consent have news, each within its own budget. */
@Injectable()
export class AccountCallbackDesk implements CallbackDesk, OnModuleInit {
  constructor(
    private readonly desks: CallbackDesks,
    private readonly feeds: AccountFeeds,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  async lookAt(tx: Transaction, { category, partnerId, consentId }: MissedCallback): Promise<void> {
    if (category === 'DRAFT_PAYMENT') return;
    const accounts = await queryRows<{ id: string }>(
      tx,
      `SELECT DISTINCT bunq_monetary_account_id AS id FROM account_feeds
       WHERE partner_id = $1 AND consent_id = $2 AND status = 'open'`,
      [partnerId, consentId],
    );
    for (const { id } of accounts) await this.feeds.noteNews(tx, Number(id));
  }
}

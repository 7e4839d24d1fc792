import { Global, Module } from '@nestjs/common';
import { AccessAudit } from './access-audit.js';
import { AccountCallbackDesk } from './account-callback-desk.js';
import { AccountFeeds } from './account-feed.js';
import { AccountNews } from './account-news.js';
import { AccountReads } from './account-reads.service.js';
import { BunqAccountGateway } from './bunq-account-gateway.js';
import { CloseFeed } from './close-feed.js';
import { FeedsUnderConsent } from './feeds-under-consent.js';
import { OpenFeeds } from './open-feeds.js';
import { PsuEvidence } from './psu-presence.js';
import { StoreTransactions } from './store-transactions.js';
import { SyncAccount } from './sync-account.js';
import { UnattendedReads } from './unattended-reads.js';

@Global()
@Module({
  providers: [
    AccountCallbackDesk,
    AccessAudit,
    AccountFeeds,
    AccountNews,
    AccountReads,
    BunqAccountGateway,
    CloseFeed,
    FeedsUnderConsent,
    OpenFeeds,
    PsuEvidence,
    StoreTransactions,
    SyncAccount,
    UnattendedReads,
  ],
  exports: [AccountNews, AccountReads, OpenFeeds, SyncAccount, UnattendedReads],
})
export class AccountsModule {}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConsentDependants, type ConsentDependant, type ConsentKey } from '@sluis/consents';
import type { Transaction } from '@sluis/persistence';
import { AccountFeeds } from './account-feed.js';

/** When a consent ends, what was read under it goes: each of its feeds comes up at once, finds the end, and is emptied. */
@Injectable()
export class FeedsUnderConsent implements ConsentDependant, OnModuleInit {
  constructor(
    private readonly dependants: ConsentDependants,
    private readonly feeds: AccountFeeds,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  /** The bank holds nothing of a reading. */
  async endWork(tx: Transaction, consent: ConsentKey): Promise<boolean> {
    await this.feeds.wake(tx, consent);
    return false;
  }

  hasWorkAtBank(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { CatchUpCallbacks } from './callbacks/catch-up-callbacks.js';
import { ScanOrphans } from './orphans/scan-orphans.js';
import { CompareAll } from './recovery/compare-all.js';
import { Reports } from './report/report.service.js';
import { WatchReviews } from './reviews/watch-reviews.js';

/** What is done over and over, each by one worker at a time. */
export const reconciliationTasks = ['reviews', 'orphans', 'callbacks', 'report', 'recovery'] as const;
export type ReconciliationTask = (typeof reconciliationTasks)[number];

/** Compares the bank's books with ours, again and again. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly config: Config,
    private readonly watchReviews: WatchReviews,
    private readonly scanOrphans: ScanOrphans,
    private readonly catchUpCallbacks: CatchUpCallbacks,
    private readonly reports: Reports,
    private readonly compareAll: CompareAll,
  ) {}

  async run(task: ReconciliationTask): Promise<WorkResult> {
    if (task === 'recovery') return this.compareAll.run();
    const work = {
      reviews: () => this.watchReviews.run(),
      orphans: () => this.scanOrphans.run(),
      callbacks: () => this.catchUpCallbacks.run(),
      report: () => this.reports.run(),
    };
    await work[task]();
    return { againInMs: this.config.env.RECONCILIATION_INTERVAL_MS };
  }
}

import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { WatchReviews } from './reviews/watch-reviews.js';

/** What is done over and over, each by one worker at a time. */
export const reconciliationTasks = ['reviews'] as const;
export type ReconciliationTask = (typeof reconciliationTasks)[number];

/** Compares the bank's books with ours, again and again. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly config: Config,
    private readonly watchReviews: WatchReviews,
  ) {}

  async run(task: ReconciliationTask): Promise<WorkResult> {
    const work: Record<ReconciliationTask, () => Promise<void>> = {
      reviews: () => this.watchReviews.run(),
    };
    await work[task]();
    return { againInMs: this.config.env.RECONCILIATION_INTERVAL_MS };
  }
}

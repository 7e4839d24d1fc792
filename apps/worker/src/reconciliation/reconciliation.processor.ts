import { Process, Processor } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Outbox, OutboxRunner } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { Reconciliation, reconciliationTasks, type ReconciliationTask } from '@sluis/reconciliation';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 240_000;

/** Looks at the bank's books and at ours, over and over; one worker at a time per task. */
@Processor('reconciliation.run')
export class ReconciliationProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly reconciliation: Reconciliation,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    const task = reconciliationTasks.find((known) => known === subject);
    if (task === undefined) return;
    await this.runner.runOne('reconciliation.run', task, leaseMs, () => this.reconciliation.run(task));
  }
}

/** Makes every task due when a worker starts; from then on each makes itself due again. */
@Injectable()
export class ReconciliationStart implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const task of reconciliationTasks) await this.begin(task);
  }

  private begin(task: ReconciliationTask): Promise<void> {
    return this.transactions.run((tx) =>
      this.outbox.schedule(tx, { kind: 'reconciliation.run', subject: task, partnerId: null }),
    );
  }
}

import { Process, Processor } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ConsentTidying, tidyingTasks } from '@sluis/consents';
import { Outbox, OutboxRunner } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Takes out of the database what need not be there any longer; one worker at a time per task. */
@Processor('consents.tidy')
export class TidyConsentsProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly tidying: ConsentTidying,
  ) {}

  @Process()
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    const task = tidyingTasks.find((known) => known === subject);
    if (task === undefined) return;
    await this.runner.runOne('consents.tidy', task, leaseMs, () => this.tidying.run(task));
  }
}

/** Makes every task due when a worker starts; those that go on make themselves due again. */
@Injectable()
export class TidyConsentsStart implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const subject of tidyingTasks)
        await this.outbox.schedule(tx, { kind: 'consents.tidy', subject, partnerId: null });
    });
  }
}

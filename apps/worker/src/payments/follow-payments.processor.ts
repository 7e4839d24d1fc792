import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { FollowPayments } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Reads the bank's lists on which open payments stand. */
@Processor('payments.follow')
export class FollowPaymentsProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly followPayments: FollowPayments,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payments.follow', subject, leaseMs, async () => {
      return this.followPayments.run(subject);
    });
  }
}

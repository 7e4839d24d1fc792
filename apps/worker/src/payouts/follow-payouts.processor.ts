import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { FollowPayouts } from '@sluis/payouts';
import type { Job } from 'bull';
import { accountSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Reads the movements of accounts from which payouts were accepted. */
@Processor('payouts.follow')
export class FollowPayoutsProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly followPayouts: FollowPayouts,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payouts.follow', subject, leaseMs, async () => {
      const account = accountSubject(subject);
      return account ? this.followPayouts.run(account) : 'done';
    });
  }
}

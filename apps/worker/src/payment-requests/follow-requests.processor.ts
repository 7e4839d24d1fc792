import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { FollowRequests } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Reads the bank's lists on which open payment requests stand. */
@Processor('payment_requests.follow')
export class FollowRequestsProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly followRequests: FollowRequests,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payment_requests.follow', subject, leaseMs, async () => {
      return this.followRequests.run(subject);
    });
  }
}

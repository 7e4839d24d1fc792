import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SyncIncomingRequests } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Reads who asks partners for money. */
@Processor('incoming_requests.sync')
export class SyncIncomingRequestsProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly syncIncomingRequests: SyncIncomingRequests,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('incoming_requests.sync', subject, leaseMs, async () => {
      return this.syncIncomingRequests.run(subject);
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { CompleteConnection } from '@sluis/bank-connections';
import { OutboxRunner } from '@sluis/outbox';
import { OpenIncomingFeeds } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Turns a return from the bank, or a partner's key, into an active connection. */
@Processor('bank_connections.complete')
export class CompleteConnectionProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly completeConnection: CompleteConnection,
    private readonly openIncomingFeeds: OpenIncomingFeeds,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('bank_connections.complete', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      if (!due) return 'done';
      const result = await this.completeConnection.run(due.partnerId, due.id);
      await this.openIncomingFeeds.afterConnection(due.partnerId, due.id);
      return result;
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { ConnectionEndings } from '@sluis/bank-connections';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends connections that nobody completed in time. */
@Processor('bank_connections.expire')
export class ExpireConnectionProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly endings: ConnectionEndings,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('bank_connections.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.endings.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

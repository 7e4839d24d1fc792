import { Process, Processor } from '@nestjs/bull';
import { CloseConnection } from '@sluis/bank-connections';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 30_000;

/** Destroys what is left of the access of ended connections. */
@Processor('bank_connections.close')
export class CloseConnectionProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly closeConnection: CloseConnection,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('bank_connections.close', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.closeConnection.close(due.partnerId, due.id) : 'done';
    });
  }
}

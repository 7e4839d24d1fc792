import { Process, Processor } from '@nestjs/bull';
import { CloseConnection } from '@sluis/bank-connections';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Looks whether the bank still honours a connection, after a hint that it may not. */
@Processor('bank_connections.probe')
export class ProbeConnectionProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly closeConnection: CloseConnection,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('bank_connections.probe', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.closeConnection.probe(due.partnerId, due.id) : 'done';
    });
  }
}

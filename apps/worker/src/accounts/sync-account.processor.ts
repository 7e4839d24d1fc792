import { Process, Processor } from '@nestjs/bull';
import { SyncAccount } from '@sluis/accounts';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Reads payers' accounts at the bank, a turn at a time. */
@Processor('accounts.sync')
export class SyncAccountProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly syncAccount: SyncAccount,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('accounts.sync', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.syncAccount.run(due.partnerId, due.id) : 'done';
    });
  }
}

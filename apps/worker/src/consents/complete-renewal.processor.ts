import { Process, Processor } from '@nestjs/bull';
import { OpenFeeds } from '@sluis/accounts';
import { CompleteAuthorisation } from '@sluis/consents';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Turns a payer's second return from the bank into a renewed consent. */
@Processor('consents.renew')
export class CompleteRenewalProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly completeAuthorisation: CompleteAuthorisation,
    private readonly openFeeds: OpenFeeds,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.renew', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      if (!due) return 'done';
      const result = await this.completeAuthorisation.runRenewal(due.partnerId, due.id);
      if (result === 'done') await this.openFeeds.afterRenewal(due.partnerId, due.id);
      return result;
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
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
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.renew', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.completeAuthorisation.runRenewal(due.partnerId, due.id) : 'done';
    });
  }
}

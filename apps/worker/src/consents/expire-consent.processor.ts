import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { Consents } from '@sluis/consents';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends links nobody followed and validities that are over. */
@Processor('consents.expire')
export class ExpireConsentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly consents: Consents,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.consents.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

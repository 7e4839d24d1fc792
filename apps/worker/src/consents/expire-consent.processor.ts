import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ConsentEndings } from '@sluis/consents';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends links nobody followed and validities that are over, and gives notice of the coming end. */
@Processor('consents.expire')
export class ExpireConsentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly endings: ConsentEndings,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.endings.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { CloseAccess } from '@sluis/consents';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Looks whether the bank still honours a consent, after a hint that it may not. */
@Processor('consents.probe')
export class ProbeConsentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly closeAccess: CloseAccess,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.probe', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.closeAccess.probe(due.partnerId, due.id) : 'done';
    });
  }
}

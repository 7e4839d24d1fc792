import { Process, Processor } from '@nestjs/bull';
import { CloseAccess } from '@sluis/consents';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 30_000;

/** Destroys what is left of the access of ended consents. */
@Processor('consents.close')
export class CloseAccessProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly closeAccess: CloseAccess,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.close', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.closeAccess.close(due.partnerId, due.id) : 'done';
    });
  }
}

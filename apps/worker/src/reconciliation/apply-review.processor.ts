import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ApplyReview } from '@sluis/reconciliation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Carries out what two operators decided. */
@Processor('reviews.apply')
export class ApplyReviewProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly applyReview: ApplyReview,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('reviews.apply', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.applyReview.run(due.partnerId, due.id) : 'done';
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SubmitPayout } from '@sluis/payouts';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings payouts and refunds to the bank. */
@Processor('payouts.submit')
export class SubmitPayoutProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly submitPayout: SubmitPayout,
  ) {}

  @Process({ concurrency: 8 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payouts.submit', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.submitPayout.run(due.partnerId, due.id) : 'done';
    });
  }
}

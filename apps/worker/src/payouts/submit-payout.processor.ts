import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SubmitPayout } from '@sluis/payouts';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings payouts and refunds to the bank, in the turns of their partners. */
@Processor('payouts.submit')
export class SubmitPayoutProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly submitPayout: SubmitPayout,
  ) {}

  @Process({ concurrency: 8 })
  async process(job: Job<unknown>): Promise<void> {
    if (subjectOfJob(job.data) === undefined) return;
    await this.runner.runInTurns('payouts.submit', leaseMs, async ({ subject }) => {
      const due = partnerSubject(subject);
      return due ? this.submitPayout.run(due.partnerId, due.id) : 'done';
    });
  }
}

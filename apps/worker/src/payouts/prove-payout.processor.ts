import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ProvePayout } from '@sluis/payouts';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Keeps what the bank signs about payouts and refunds that ended. */
@Processor('payouts.prove')
export class ProvePayoutProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly proof: ProvePayout,
  ) {}

  @Process({ concurrency: 1 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payouts.prove', subject, leaseMs, async ({ tries }) => {
      const due = partnerSubject(subject);
      return due ? this.proof.run(due.partnerId, due.id, tries) : 'done';
    });
  }
}

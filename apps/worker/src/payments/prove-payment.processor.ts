import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ProvePayment } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Keeps what the bank signs about payments that ended. */
@Processor('payments.prove')
export class ProvePaymentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly proof: ProvePayment,
  ) {}

  @Process({ concurrency: 1 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payments.prove', subject, leaseMs, async ({ tries }) => {
      const due = partnerSubject(subject);
      return due ? this.proof.run(due.partnerId, due.id, tries) : 'done';
    });
  }
}

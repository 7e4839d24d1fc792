import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SubmitPayment } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings agreed payments to the bank. */
@Processor('payments.submit')
export class SubmitPaymentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly submitPayment: SubmitPayment,
  ) {}

  @Process({ concurrency: 8 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payments.submit', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.submitPayment.run(due.partnerId, due.id) : 'done';
    });
  }
}

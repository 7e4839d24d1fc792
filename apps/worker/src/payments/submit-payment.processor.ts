import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SubmitPayment } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings agreed payments to the bank, in the turns of their partners: the bank's budget is scarce, and everybody's. */
@Processor('payments.submit')
export class SubmitPaymentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly submitPayment: SubmitPayment,
  ) {}

  @Process({ concurrency: 8 })
  async process(job: Job<unknown>): Promise<void> {
    if (subjectOfJob(job.data) === undefined) return;
    await this.runner.runInTurns('payments.submit', leaseMs, async ({ subject }) => {
      const due = partnerSubject(subject);
      return due ? this.submitPayment.run(due.partnerId, due.id) : 'done';
    });
  }
}

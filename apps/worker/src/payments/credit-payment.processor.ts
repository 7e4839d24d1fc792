import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { Payments } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Tells of executed payments whose payee may count on the money by now. */
@Processor('payments.credit')
export class CreditPaymentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly payments: Payments,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payments.credit', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.payments.creditIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { Payments } from '@sluis/payment-initiation';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends payments that nobody authorised in time. */
@Processor('payments.expire')
export class ExpirePaymentProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly payments: Payments,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payments.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.payments.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { PaymentRequests } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends payment requests that nobody answered in time. */
@Processor('payment_requests.expire')
export class ExpireRequestProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly requests: PaymentRequests,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payment_requests.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.requests.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

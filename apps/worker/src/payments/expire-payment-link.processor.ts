import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { PaymentLinks } from '@sluis/payment-links';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Ends payment links whose time is over. */
@Processor('payment_links.expire')
export class ExpirePaymentLinkProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly links: PaymentLinks,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payment_links.expire', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.links.expireIfDue(due.partnerId, due.id) : 'done';
    });
  }
}

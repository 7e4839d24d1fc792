import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ProveRequest } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 15_000;

/** Keeps what the bank signs about payment requests that were paid or ended. */
@Processor('payment_requests.prove')
export class ProveRequestProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly proof: ProveRequest,
  ) {}

  @Process({ concurrency: 1 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('payment_requests.prove', subject, leaseMs, async ({ tries }) => {
      const due = partnerSubject(subject);
      return due ? this.proof.run(due.partnerId, due.id, tries) : 'done';
    });
  }
}

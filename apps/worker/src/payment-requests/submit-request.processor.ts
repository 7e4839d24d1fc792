import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { SubmitRequest } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings payment requests to the bank. */
@Processor('payment_requests.submit')
export class SubmitRequestProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly submitRequest: SubmitRequest,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    if (subjectOfJob(job.data) === undefined) return;
    await this.runner.runInTurns('payment_requests.submit', leaseMs, async ({ subject }) => {
      const due = partnerSubject(subject);
      return due ? this.submitRequest.run(due.partnerId, due.id) : 'done';
    });
  }
}

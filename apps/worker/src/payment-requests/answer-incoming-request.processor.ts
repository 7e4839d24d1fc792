import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { AnswerIncomingRequest } from '@sluis/payment-requests';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Brings partners' answers to the bank. */
@Processor('incoming_requests.answer')
export class AnswerIncomingRequestProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly answerIncomingRequest: AnswerIncomingRequest,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('incoming_requests.answer', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      return due ? this.answerIncomingRequest.run(due.partnerId, due.id) : 'done';
    });
  }
}

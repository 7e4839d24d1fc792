import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { AnswerRequest } from '@sluis/personal-data';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 300_000;

/** Tells people what is known of them, and erases what may go. */
@Processor('data_requests.answer')
export class AnswerDataRequestProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly requests: AnswerRequest,
  ) {}

  @Process()
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('data_requests.answer', subject, leaseMs, () => this.requests.run(subject));
  }
}

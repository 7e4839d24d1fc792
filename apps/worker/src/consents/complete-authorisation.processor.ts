import { Process, Processor } from '@nestjs/bull';
import { OpenFeeds } from '@sluis/accounts';
import { OutboxRunner } from '@sluis/outbox';
import { CompleteAuthorisation } from '@sluis/consents';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Turns a payer's return from the bank into an authorised consent. */
@Processor('consents.complete')
export class CompleteAuthorisationProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly completeAuthorisation: CompleteAuthorisation,
    private readonly openFeeds: OpenFeeds,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('consents.complete', subject, leaseMs, async () => {
      const due = partnerSubject(subject);
      if (!due) return 'done';
      const result = await this.completeAuthorisation.run(due.partnerId, due.id);
      // In the same piece of work, so that a crash in between repeats both; each is safe to repeat.
      if (result === 'done') await this.openFeeds.afterAuthorisation(due.partnerId, due.id);
      return result;
    });
  }
}

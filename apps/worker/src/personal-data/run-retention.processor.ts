import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { ExecuteRun } from '@sluis/personal-data';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 120_000;

/** Deletes what was kept long enough, when two people decided it. */
@Processor('retention.run')
export class RunRetentionProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly runs: ExecuteRun,
  ) {}

  @Process()
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('retention.run', subject, leaseMs, () => this.runs.run(subject));
  }
}

import { Process, Processor } from '@nestjs/bull';
import { PermissionSessions } from '@sluis/consents';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { z } from 'zod';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 45_000;

/** Reads at the bank who came to look at their permissions. */
@Processor('consents.identify')
export class IdentifyPsuProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly sessions: PermissionSessions,
  ) {}

  @Process({ concurrency: 4 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined || !z.uuid().safeParse(subject).success) return;
    await this.runner.runOne('consents.identify', subject, leaseMs, () => this.sessions.identify(subject));
  }
}

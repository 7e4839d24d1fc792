import { Process, Processor } from '@nestjs/bull';
import { MakeAskedPack } from '@sluis/evidence';
import { OutboxRunner } from '@sluis/outbox';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

/** A pack waits twice for the sealer. */
const leaseMs = 150_000;

/** Makes the evidence packs that staff asked for. */
@Processor('evidence.make')
export class MakeEvidenceProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly packs: MakeAskedPack,
  ) {}

  @Process({ concurrency: 2 })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('evidence.make', subject, leaseMs, () => this.packs.run(subject));
  }
}

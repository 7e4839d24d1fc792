import { Process, Processor } from '@nestjs/bull';
import { AskBank } from '@sluis/funds-confirmation';
import { OutboxRunner, type WorkKind } from '@sluis/outbox';
import type { Job } from 'bull';
import { partnerSubject, subjectOfJob } from '../job-subject.js';

const leaseMs = 30_000;

/** Somebody stands at a checkout: these never wait behind a batch. */
@Processor('funds.confirm')
export class AskBankProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly askBank: AskBank,
  ) {}

  @Process({ concurrency: 8 })
  process(job: Job<unknown>): Promise<void> {
    return ask(this.runner, this.askBank, 'funds.confirm', job);
  }
}

@Processor('funds.confirm_batch')
export class AskBankForBatchProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly askBank: AskBank,
  ) {}

  @Process({ concurrency: 4 })
  process(job: Job<unknown>): Promise<void> {
    return ask(this.runner, this.askBank, 'funds.confirm_batch', job);
  }
}

async function ask(runner: OutboxRunner, askBank: AskBank, kind: WorkKind, job: Job<unknown>): Promise<void> {
  const subject = subjectOfJob(job.data);
  if (subject === undefined) return;
  await runner.runOne(kind, subject, leaseMs, async () => {
    const due = partnerSubject(subject);
    return due ? askBank.run(due.partnerId, due.id) : 'done';
  });
}

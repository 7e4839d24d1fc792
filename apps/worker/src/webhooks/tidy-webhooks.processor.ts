import { Process, Processor } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Outbox, OutboxRunner } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { deliveryLogTask, DeliveryLogTidying } from '@sluis/webhooks';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

const leaseMs = 60_000;

/** Shortens the log of deliveries; one worker at a time. */
@Processor('webhooks.tidy')
export class TidyWebhooksProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly tidying: DeliveryLogTidying,
  ) {}

  @Process()
  async process(job: Job<unknown>): Promise<void> {
    if (subjectOfJob(job.data) !== deliveryLogTask) return;
    await this.runner.runOne('webhooks.tidy', deliveryLogTask, leaseMs, () => this.tidying.run());
  }
}

/** Makes it due when a worker starts; it makes itself due again. */
@Injectable()
export class TidyWebhooksStart implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const work = { kind: 'webhooks.tidy', subject: deliveryLogTask, partnerId: null } as const;
    await this.transactions.run((tx) => this.outbox.schedule(tx, work));
  }
}

import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { DeliverWebhook, deliveryHands, deliveryLeaseMs } from '@sluis/webhooks';
import type { Job } from 'bull';
import { subjectOfJob } from '../job-subject.js';

/** Tells partners' receivers. One of its hands is one open connection, so there are more of them than for other work. */
@Processor('webhooks.deliver')
export class DeliverWebhookProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly deliverWebhook: DeliverWebhook,
  ) {}

  @Process({ concurrency: deliveryHands })
  async process(job: Job<unknown>): Promise<void> {
    const subject = subjectOfJob(job.data);
    if (subject === undefined) return;
    await this.runner.runOne('webhooks.deliver', subject, deliveryLeaseMs, (claim) =>
      this.deliverWebhook.deliver(claim),
    );
  }
}

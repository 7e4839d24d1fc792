import { Process, Processor } from '@nestjs/bull';
import { OutboxRunner } from '@sluis/outbox';
import { DeliverWebhook, deliveryLeaseMs } from '@sluis/webhooks';
import type { Job } from 'bull';
import { z } from 'zod';

/** Whoever can write to Redis can write jobs, so a job is only a hint to look at one row. */
const jobSchema = z.object({ subject: z.uuid() });

@Processor('webhooks.deliver')
export class DeliverWebhookProcessor {
  constructor(
    private readonly runner: OutboxRunner,
    private readonly deliverWebhook: DeliverWebhook,
  ) {}

  @Process({ concurrency: 16 })
  async deliver({ data }: Job<unknown>): Promise<void> {
    const job = jobSchema.safeParse(data);
    if (!job.success) return;
    await this.runner.runOne('webhooks.deliver', job.data.subject, deliveryLeaseMs, (claim) =>
      this.deliverWebhook.deliver(claim),
    );
  }
}

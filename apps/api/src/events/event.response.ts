import type { PartnerEvent } from '@sluis/events';
import { toPublicId } from '@sluis/persistence';
import type { WebhookDelivery } from '@sluis/webhooks';
import { z } from 'zod';

const eventBodySchema = z.object({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  resource_type: z.string(),
  resource_version: z.number(),
  data: z.record(z.string(), z.unknown()),
});

/** The same fields, in the same order, that webhooks carry. */
export function eventResponse({ body }: PartnerEvent) {
  return eventBodySchema.parse(JSON.parse(body));
}

export function deliveryResponse(delivery: WebhookDelivery) {
  return {
    id: toPublicId('webhookDelivery', delivery.id),
    webhook_endpoint_id: toPublicId('webhookEndpoint', delivery.endpointId),
    status: delivery.status,
    attempts: delivery.attempts.map((attempt) => ({
      attempted_at: attempt.attemptedAt,
      duration_ms: attempt.durationMs,
      response_status: attempt.responseStatus,
      response_excerpt: attempt.responseExcerpt,
      failure: attempt.failure,
    })),
    next_attempt_at: delivery.nextAttemptAt,
    delivered_at: delivery.deliveredAt,
    created_at: delivery.createdAt,
  };
}

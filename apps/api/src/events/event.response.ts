import type { PartnerEvent } from '@sluis/events';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import type { LoggedDelivery, WebhookDelivery } from '@sluis/webhooks';
import { z } from 'zod';

export const eventBodySchema = z
  .object({
    id: publicIdSchema('event'),
    type: z.string(),
    created_at: z.iso.datetime(),
    resource_type: z.string(),
    resource_version: z.int(),
    test: z
      .literal(true)
      .optional()
      .describe('Sent because you asked for a test: nothing happened, and what it tells of need not exist.'),
    data: z.record(z.string(), z.unknown()).describe('The whole resource as it was, without links for payers.'),
  })
  .meta({ id: 'Event' });

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
      dns_ms: attempt.dnsMs,
      connect_ms: attempt.connectMs,
      first_byte_ms: attempt.firstByteMs,
      response_status: attempt.responseStatus,
      response_headers: attempt.responseHeaders,
      response_excerpt: attempt.responseExcerpt,
      failure: attempt.failure,
    })),
    next_attempt_at: delivery.nextAttemptAt,
    delivered_at: delivery.deliveredAt,
    created_at: delivery.createdAt,
  };
}

/** A delivery as the log of an endpoint shows it, with what was sent. */
export function loggedDeliveryResponse(delivery: LoggedDelivery) {
  return {
    ...deliveryResponse(delivery),
    event_id: toPublicId('event', delivery.eventId),
    event_type: delivery.eventType,
    request_body: delivery.body,
  };
}

import { publicIdSchema } from '@sluis/persistence';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';
import { eventBodySchema } from './event.response.js';

const ids = { id: 'event' } as const;

export const deliverySchema = z
  .strictObject({
    id: publicIdSchema('webhookDelivery'),
    webhook_endpoint_id: publicIdSchema('webhookEndpoint'),
    status: z.enum(['pending', 'delivered', 'dead']),
    attempts: z.array(
      z.strictObject({
        attempted_at: z.iso.datetime(),
        duration_ms: z.number().describe('From the look-up of the host to the end of the answer.'),
        dns_ms: z.int().nullable().describe('Null, as `connect_ms`, when an open connection was used again.'),
        connect_ms: z.int().nullable(),
        first_byte_ms: z.int().nullable(),
        response_status: z.int().nullable(),
        response_headers: z.record(z.string(), z.string()).nullable(),
        response_excerpt: z.string().nullable(),
        failure: z.string().nullable(),
      }),
    ),
    next_attempt_at: z.iso.datetime().nullable(),
    delivered_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });

export const eventOperations = {
  list: {
    summary: 'List events',
    description:
      'Newest first; with `before`, those that came after it. Cursors are ids of events, so that a partner can go on from the ' +
      'last one it handled. Nothing can appear among events that a cursor has passed: for that, an event is listed only when ' +
      'whatever began before it has ended. Mostly that is at once; at times it is seconds after its resource shows the change.',
    answer: { schema: pageSchema(eventBodySchema) },
  },
  get: { summary: 'Read an event', ids, answer: { schema: eventBodySchema } },
  listDeliveries: {
    summary: 'Read how an event was delivered',
    ids,
    answer: { schema: pageSchema(deliverySchema) },
  },
  redeliver: {
    summary: 'Deliver an event again',
    description: 'To the endpoint named, or to every enabled one that listens to it, under the same `webhook-id`.',
    ids,
    answer: { schema: z.strictObject({ id: publicIdSchema('event'), deliveries: z.int() }) },
    errors: ['event_not_redeliverable'],
    example: {},
  },
} as const satisfies Record<string, OperationDescription>;

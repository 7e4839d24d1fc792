import { apiVersions } from '@sluis/api-versions';
import { eventTypePattern, maximumEventTypes, patternsFor, webhookEndpointStatuses } from '@sluis/webhooks';
import { z } from 'zod';
import { pageQueryShape } from '../http/pagination.js';
import { plainText } from '../http/text.schema.js';
import { eventTypes as toldTypes } from '../openapi/event-types.js';

const url = z.string().min(1).max(2_048);
const description = plainText(200).nullable();
const apiVersion = z.enum(apiVersions).nullable();
/** One that nothing is ever told under would wait for good, in silence. */
const isTold = (pattern: string) =>
  pattern === '*' || toldTypes.some(({ type }) => patternsFor(type).includes(pattern));
const eventType = z
  .string()
  .regex(eventTypePattern, 'must be "*", "payment.*" or "payment.executed"')
  .refine(
    (pattern) => !eventTypePattern.test(pattern) || isTold(pattern),
    'is no event that there is; see /docs/reference/webhooks',
  );
const eventTypes = z.array(eventType).min(1).max(maximumEventTypes);

export const createWebhookEndpointSchema = z.strictObject({
  url,
  event_types: eventTypes.default(['*']),
  description: description.optional(),
  api_version: apiVersion.optional(),
});

export const updateWebhookEndpointSchema = z
  .strictObject({
    url: url.optional(),
    event_types: eventTypes.optional(),
    description: description.optional(),
    api_version: apiVersion.optional(),
    status: z.enum(webhookEndpointStatuses).optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'name at least one field to change');

export const testWebhookEndpointSchema = z
  .strictObject({ type: z.enum(toldTypes.map(({ type }) => type)).default('webhook_endpoint.test') })
  .optional();

const time = z.iso.datetime({ offset: true });

export const listDeliveriesSchema = z
  .strictObject({
    ...pageQueryShape,
    status: z.enum(['pending', 'delivered', 'dead']).optional(),
    type: z
      .string()
      .regex(/^[a-z][a-z_]{0,63}\.[a-z][a-z_]{0,63}$/, 'must be an event type, like payment.executed')
      .optional(),
    from: time.optional(),
    until: time.optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

export const redeliverRangeSchema = z
  .strictObject({
    status: z.enum(['failed', 'delivered']).default('failed'),
    types: eventTypes.optional(),
    from: time.optional(),
    until: time.optional(),
    delivery_ids: z.array(z.string().max(100)).min(1).max(100).optional(),
  })
  .optional();

export type ListDeliveriesRequest = z.output<typeof listDeliveriesSchema>;
export type TestWebhookEndpointRequest = z.output<typeof testWebhookEndpointSchema>;
export type RedeliverRangeRequest = z.output<typeof redeliverRangeSchema>;
export type CreateWebhookEndpointRequest = z.output<typeof createWebhookEndpointSchema>;
export type UpdateWebhookEndpointRequest = z.output<typeof updateWebhookEndpointSchema>;

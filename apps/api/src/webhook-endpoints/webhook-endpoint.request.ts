import { eventTypePattern, maximumEventTypes, webhookEndpointStatuses } from '@sluis/webhooks';
import { z } from 'zod';
import { plainText } from '../http/text.schema.js';

const url = z.string().min(1).max(2_048);
const description = plainText(200).nullable();
const eventTypes = z
  .array(z.string().regex(eventTypePattern, 'must be "*", "payment.*" or "payment.executed"'))
  .min(1)
  .max(maximumEventTypes);

export const createWebhookEndpointSchema = z.strictObject({
  url,
  event_types: eventTypes.default(['*']),
  description: description.optional(),
});

export const updateWebhookEndpointSchema = z
  .strictObject({
    url: url.optional(),
    event_types: eventTypes.optional(),
    description: description.optional(),
    status: z.enum(webhookEndpointStatuses).optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'name at least one field to change');

export type CreateWebhookEndpointRequest = z.output<typeof createWebhookEndpointSchema>;
export type UpdateWebhookEndpointRequest = z.output<typeof updateWebhookEndpointSchema>;

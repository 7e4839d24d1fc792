import { z } from 'zod';
import { pageQueryShape } from '../http/pagination.js';
import { anyId } from '../http/public-id.js';

export const listEventsSchema = z
  .strictObject({
    ...pageQueryShape,
    type: z
      .string()
      .regex(/^[a-z][a-z_]{0,63}\.[a-z][a-z_]{0,63}$/, 'must be an event type, like payment.executed')
      .optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

export const redeliverEventSchema = z.strictObject({ webhook_endpoint_id: anyId.optional() }).optional();

export type ListEventsRequest = z.output<typeof listEventsSchema>;
export type RedeliverEventRequest = z.output<typeof redeliverEventSchema>;

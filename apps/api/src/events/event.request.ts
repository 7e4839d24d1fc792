import { z } from 'zod';
import { pageQueryShape } from '../http/pagination.js';

export const listEventsSchema = z
  .strictObject({
    ...pageQueryShape,
    type: z
      .string()
      .regex(/^[a-z][a-z_]{0,63}\.[a-z][a-z_]{0,63}$/, 'must be an event type, like payment.executed')
      .optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

export const redeliverEventSchema = z.strictObject({ webhook_endpoint_id: z.string().max(100).optional() }).optional();

export type ListEventsRequest = z.output<typeof listEventsSchema>;
export type RedeliverEventRequest = z.output<typeof redeliverEventSchema>;

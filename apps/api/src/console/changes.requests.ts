import { trailTextSchema } from '@sluis/audit';
import { z } from 'zod';

const reason = trailTextSchema(200);

export const changeListSchema = z.strictObject({ list: z.enum(['waiting', 'ended']).default('waiting') });

/** What the payload has to be, its kind says. */
export const changeRequestSchema = z.strictObject({
  kind: z.string().max(60),
  payload: z.record(z.string(), z.json()),
  reason,
});
export type ChangeRequestBody = z.output<typeof changeRequestSchema>;

export const decisionSchema = z.strictObject({ reason });
export type DecisionRequest = z.output<typeof decisionSchema>;

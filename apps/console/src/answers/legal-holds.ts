import { z } from 'zod';

const legalHold = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  reason: z.string(),
  case_reference: z.string(),
  placed_by: z.string(),
  placed_at: z.string(),
  released_by: z.string().nullable(),
  released_at: z.string().nullable(),
  things: z.number(),
});
export type LegalHold = z.output<typeof legalHold>;

export const legalHoldsSchema = z.object({ data: z.array(legalHold) });

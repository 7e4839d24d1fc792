import { z } from 'zod';
import { partner } from './parties.js';

export const changeSummary = z.object({
  id: z.string(),
  kind: z.string(),
  partner: partner.nullable(),
  subject: z.object({ type: z.string(), id: z.string() }),
  asked_by: z.string(),
  asked_at: z.string(),
  expires_at: z.string(),
  status: z.string(),
});
export type ChangeSummary = z.output<typeof changeSummary>;

export const changeListSchema = z.object({ data: z.array(changeSummary) });
export const changeCountSchema = z.object({ waiting: z.number() });

/** Null: it was done at once. */
export const askedChangeSchema = z.object({ id: z.string().nullable() });

const changeFacts = z.record(z.string(), z.string());

export const changeSchema = changeSummary.extend({
  before: changeFacts,
  after: changeFacts,
  reason: z.string(),
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
  decision_reason: z.string().nullable(),
  is_as_it_was: z.boolean().nullable(),
  why_not: z.string().nullable(),
  is_own: z.boolean(),
});
export type Change = z.output<typeof changeSchema>;

export const bulkRevealGrantSchema = z.object({ rows_left: z.number(), expires_at: z.string() });

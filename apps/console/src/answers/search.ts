import { z } from 'zod';
import { consentSummarySchema } from './consents.js';
import { partner } from './parties.js';
import { paymentSummarySchema } from './payments.js';

export const searchResultSchema = z.object({
  understood_as: z.string(),
  payments: z.array(paymentSummarySchema),
  consents: z.array(consentSummarySchema),
  partners: z.array(partner),
  things: z.array(z.object({ kind: z.string(), id: z.string(), status: z.string().nullable(), partner })),
});
export type SearchResult = z.output<typeof searchResultSchema>;

export const savedFiltersSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), list: z.string(), name: z.string(), filter: z.record(z.string(), z.string()) }),
  ),
});

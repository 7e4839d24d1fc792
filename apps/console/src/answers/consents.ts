import { z } from 'zod';
import { pageOf, partner, party, shownPage, timelineEntrySchema } from './parties.js';

export const consentSummarySchema = z.object({
  id: z.string(),
  partner,
  type: z.string(),
  permissions: z.array(z.string()),
  status: z.string(),
  status_reason: z.string().nullable(),
  revoked_by: z.string().nullable(),
  psu_reference: z.string().nullable(),
  valid_until: z.string(),
  created_at: z.string(),
  authorised_at: z.string().nullable(),
});
export type ConsentSummary = z.output<typeof consentSummarySchema>;

export const consentDossierSchema = consentSummarySchema.extend({
  purpose: z.string().nullable(),
  ended_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  accounts: z.array(party.extend({ id: z.string(), currency: z.string() })),
  presentations: z.array(shownPage.extend({ decision: z.string().nullable() })),
  timeline: z.array(timelineEntrySchema),
});

export const consentPartiesSchema = z.object({
  accounts: z.array(party.extend({ id: z.string() })),
  presentations: z.array(z.object({ id: z.string(), html: z.string() })),
});
export type ConsentParties = z.output<typeof consentPartiesSchema>;

export const consentPageSchema = pageOf(consentSummarySchema);

export const accessPageSchema = pageOf(
  z.object({
    id: z.string(),
    at: z.string(),
    who: z.string(),
    what: z.string(),
    account_id: z.string().nullable(),
    outcome: z.string(),
    cause: z.string().nullable(),
    psu_present: z.boolean(),
    rows: z.number().nullable(),
    operation: z.string().nullable(),
  }),
).extend({
  unattended: z.array(z.object({ account_id: z.string(), used_in_24_hours: z.number(), most_in_24_hours: z.number() })),
});

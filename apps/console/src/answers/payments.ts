import { z } from 'zod';
import { amount, pageOf, partner, party, shownPage, timelineEntrySchema } from './parties.js';

export const paymentSummarySchema = z.object({
  id: z.string(),
  partner,
  status: z.string(),
  iso_status: z.string(),
  bank_status: z.string().nullable(),
  rail: z.string(),
  amount,
  creditor: party.extend({ contact: z.string().nullable() }),
  debtor: party,
  reference: z.string().nullable(),
  consent_id: z.string().nullable(),
  created_at: z.string(),
});
export type PaymentSummary = z.output<typeof paymentSummarySchema>;

const fraudMarkSchema = z.object({
  number: z.number(),
  finding: z.string(),
  loss_bearer: z.string().nullable(),
  transactions: z.number(),
  fraud: amount,
  lost: amount,
  recovered: amount,
  found_on: z.string().nullable(),
  reason: z.string(),
  case_reference: z.string(),
  marked_by: z.string(),
  marked_at: z.string(),
});
export type FraudMark = z.output<typeof fraudMarkSchema>;

export const paymentDossierSchema = paymentSummarySchema.extend({
  failure_stage: z.string().nullable(),
  failure_reason: z.string().nullable(),
  review_reason: z.string().nullable(),
  bank_object_id: z.string().nullable(),
  expires_at: z.string(),
  executed_at: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.number(),
      status: z.string(),
      sends: z.number(),
      request_id: z.string(),
      body_sha256: z.string(),
    }),
  ),
  fraud_marks: z.array(fraudMarkSchema),
  presentations: z.array(shownPage),
  timeline: z.array(timelineEntrySchema),
});

/** Who pays whom, and what for. */
export const partiesSchema = z.object({
  creditor: party.extend({ contact: z.string().nullable() }),
  debtor: party,
  remittance_information: z.string(),
});
export type Parties = z.output<typeof partiesSchema>;

/** With what the payer saw, and what the bank signed. */
export const paymentPartiesSchema = partiesSchema.extend({
  presentations: z.array(z.object({ id: z.string(), html: z.string() })),
  bank_answers: z.array(
    z.object({ request: z.string(), response_id: z.string().nullable(), received_at: z.string(), body: z.string() }),
  ),
});
export type PaymentParties = z.output<typeof paymentPartiesSchema>;

export const paymentPageSchema = pageOf(paymentSummarySchema);

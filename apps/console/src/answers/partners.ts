import { z } from 'zod';
import { changeSummary } from './changes.js';
import { amount, partner } from './parties.js';

const partnerLine = partner.extend({ status: z.string(), created_at: z.string() });
export const partnerListSchema = z.object({ data: z.array(partnerLine) });
const limitOfPeriod = z.object({ limit: amount.nullable(), used: amount });

export const partnerSchema = partnerLine.extend({
  keys_in_use: z.number(),
  redirect_uris: z.array(z.object({ uri: z.string(), created_at: z.string() })),
  origins: z.array(z.string()),
  requests_per_minute: z.number().nullable(),
  spending_limits: z
    .object({
      per_payment: z.object({ limit: amount }).nullable(),
      per_day: limitOfPeriod,
      per_month: limitOfPeriod,
      allowed_creditors: z.array(z.object({ iban: z.string() })).nullable(),
    })
    .nullable(),
  changes: z.array(changeSummary),
});
export type Partner = z.output<typeof partnerSchema>;

const partnerReviewSchema = z.object({
  number: z.number(),
  standing: z.string(),
  register_number: z.string().nullable(),
  authority: z.string().nullable(),
  approved_pages: z.array(z.string()),
  next_review_on: z.string(),
  is_overdue: z.boolean(),
  text: z.string(),
  reviewed_by: z.string(),
  reviewed_at: z.string(),
});
export type PartnerReview = z.output<typeof partnerReviewSchema>;

export const partnerFileSchema = z.object({ data: z.array(partnerReviewSchema) });

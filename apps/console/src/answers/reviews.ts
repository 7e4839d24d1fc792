import { z } from 'zod';
import { partner } from './parties.js';

const reviewSummarySchema = z.object({
  order: z.string(),
  kind: z.string(),
  partner,
  reason: z.string().nullable(),
  rail: z.string(),
  in_review_since: z.string(),
  proposal: z.string().nullable(),
});

export const reviewsSchema = z.object({ data: z.array(reviewSummarySchema) });

const proposalSchema = z.object({
  id: z.string(),
  resolution: z.string(),
  bank_object_id: z.string().nullable(),
  evidence: z.string().nullable(),
  reason: z.string(),
  status: z.string(),
  proposed_by: z.string(),
  proposed_at: z.string(),
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
  override_reason: z.string().nullable(),
  contradiction: z.string().nullable(),
});
export type Proposal = z.output<typeof proposalSchema>;

export const reviewSchema = reviewSummarySchema.extend({
  status: z.string(),
  bank_object_id: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.number(),
      status: z.string(),
      outcome: z.string().nullable(),
      sends: z.number(),
      bank_object_id: z.string().nullable(),
    }),
  ),
  bank_shows: z
    .object({
      seen_at: z.string(),
      extent: z.string(),
      orders: z.array(
        z.object({
          bank_object_id: z.number().nullable(),
          bank_status: z.string(),
          owner: z.string(),
          mismatch: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  proposals: z.array(proposalSchema),
  you_are: z.string().nullable(),
});
export type Review = z.output<typeof reviewSchema>;

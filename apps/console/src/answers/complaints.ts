import { z } from 'zod';
import { partner } from './parties.js';

const complaintSummary = z.object({
  id: z.string(),
  case_reference: z.string(),
  complainant: z.string(),
  topic: z.string(),
  status: z.string(),
  partner: partner.nullable(),
  payment_id: z.string().nullable(),
  consent_id: z.string().nullable(),
  received_on: z.string(),
  due_at: z.string(),
  is_overdue: z.boolean(),
});

export const complaintListSchema = z.object({ data: z.array(complaintSummary) });

export const complaintSchema = complaintSummary.extend({
  reply_by: z.string(),
  latest_reply_by: z.string(),
  steps: z.array(
    z.object({
      number: z.number(),
      kind: z.string(),
      outcome: z.string().nullable(),
      text: z.string(),
      taken_by: z.string(),
      taken_at: z.string(),
    }),
  ),
});
export type Complaint = z.output<typeof complaintSchema>;

import { complainants, complaintLists, complaintOutcomes, complaintTopics } from '@sluis/compliance';
import { z } from 'zod';
import { publicId, revealSchema } from './console.requests.js';

const text = z.string().trim().min(1).max(10_000);

export const complaintListSchema = z.strictObject({ list: z.enum(complaintLists).default('open') });

export const newComplaintSchema = z.strictObject({
  complainant: z.enum(complainants),
  topic: z.enum(complaintTopics),
  case_reference: revealSchema.shape.case_reference,
  /** The day counts from the next one on, whatever the hour. */
  received_on: z.iso.date(),
  partner: publicId('partner').optional(),
  payment: publicId('payment').optional(),
  consent: publicId('consent').optional(),
  text,
});
export type NewComplaintRequest = z.output<typeof newComplaintSchema>;

export const complaintStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('noted'), text }),
  z.strictObject({ kind: z.literal('held'), text, final_reply_on: z.iso.date() }),
  z.strictObject({ kind: z.literal('closed'), text, outcome: z.enum(complaintOutcomes) }),
]);
export type ComplaintStepRequest = z.output<typeof complaintStepSchema>;

import { caseNumberSchema } from '@sluis/audit';
import { revealReasons } from '@sluis/compliance';
import { fromPublicId } from '@sluis/persistence';
import { z } from 'zod';

const paymentStatuses = [
  'received',
  'submitting',
  'outcome_unknown',
  'awaiting_authorisation',
  'authorised',
  'executed',
  'partially_executed',
  'in_review',
  'rejected',
  'cancelled',
  'expired',
  'failed',
] as const;

const consentStatuses = ['awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired', 'revoked'] as const;

const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));
const limit = z.coerce.number().int().min(1).max(100).default(25);
export const publicId = (kind: Parameters<typeof fromPublicId>[0]) =>
  z
    .string()
    .max(100)
    .transform((text, context) => {
      const id = fromPublicId(kind, text);
      if (id !== undefined) return id;
      context.addIssue('is not an id of this kind');
      return z.NEVER;
    });

/** Days are whole, in UTC, the last one included. */
const period = {
  from: day.optional(),
  until: day.transform((date) => new Date(date.getTime() + 86_400_000)).optional(),
};

export const paymentListSchema = z.strictObject({
  status: z.enum(paymentStatuses).optional(),
  partner: publicId('partner').optional(),
  ...period,
  before: publicId('payment').optional(),
  limit,
});
/** What an export holds; the same filters as the list. */
export const paymentExportSchema = z.strictObject({
  format: z.enum(['csv', 'jsonl']),
  status: z.enum(paymentStatuses).optional(),
  partner: publicId('partner').optional(),
  ...period,
});
export type PaymentExportRequest = z.output<typeof paymentExportSchema>;
export type PaymentListQuery = z.output<typeof paymentListSchema>;

export const consentListSchema = z.strictObject({
  status: z.enum(consentStatuses).optional(),
  partner: publicId('partner').optional(),
  ...period,
  before: publicId('consent').optional(),
  limit,
});
export type ConsentListQuery = z.output<typeof consentListSchema>;
export const consentExportSchema = z.strictObject({
  format: z.enum(['csv', 'jsonl']),
  status: z.enum(consentStatuses).optional(),
  partner: publicId('partner').optional(),
  ...period,
});
export type ConsentExportRequest = z.output<typeof consentExportSchema>;

/** Of lists whose entries have no public id. */
export const trailPageSchema = z.strictObject({ before: z.uuid().optional(), limit });
export type TrailPageQuery = z.output<typeof trailPageSchema>;

/** `…_before`: the last id that was shown, from where the answer goes on. */
export const searchSchema = z.strictObject({
  query: z.string().trim().min(1).max(200),
  payments_before: publicId('payment').optional(),
  consents_before: publicId('consent').optional(),
});
export type SearchRequest = z.output<typeof searchSchema>;

export const revealSchema = z.strictObject({
  reason: z.enum(revealReasons),
  // The number of a file, not its story: it is kept for good.
  case_reference: caseNumberSchema,
});
export type RevealRequest = z.output<typeof revealSchema>;

export const savedFilterSchema = z.strictObject({
  list: z.enum(['payments', 'consents']),
  name: z.string().trim().min(1).max(60),
  filter: z
    .partialRecord(z.enum(['status', 'partner', 'from', 'until']), z.string().max(100))
    .refine((filter) => Object.keys(filter).length > 0, 'must filter by something'),
});

/** In clear; what it holds was asked for and approved. */
export const clearExportSchema = z.strictObject({ format: z.enum(['csv', 'jsonl']) });
export type ClearExportRequest = z.output<typeof clearExportSchema>;

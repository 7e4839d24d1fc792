import { newPasskeyAnswerSchema, partnerRoles, signInAnswerSchema } from '@sluis/partner-people';
import { apiScopes } from '@sluis/partners';
import { fromPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { plainText } from '../http/text.schema.js';

const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a token of an invitation');
const name = plainText(60);
const limit = z.coerce.number().int().min(1).max(100).default(25);
const status = z
  .string()
  .regex(/^[a-z_]{1,40}$/)
  .optional();
const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));
const publicId = (kind: Parameters<typeof fromPublicId>[0]) =>
  z
    .string()
    .max(100)
    .transform((text, context) => {
      const id = fromPublicId(kind, text);
      if (id !== undefined) return id;
      context.addIssue('is not an id of this kind');
      return z.NEVER;
    });

export const nothingSchema = z.strictObject({});

export const invitationTokenSchema = z.strictObject({ token });
export type InvitationTokenRequest = z.output<typeof invitationTokenSchema>;
export const acceptSchema = z.strictObject({ token, passkey_name: name, answer: newPasskeyAnswerSchema });
export type AcceptRequest = z.output<typeof acceptSchema>;
export const signInSchema = z.strictObject({ answer: signInAnswerSchema });
export type SignInRequest = z.output<typeof signInSchema>;
export const addPasskeySchema = z.strictObject({ name, answer: newPasskeyAnswerSchema });
export type AddPasskeyRequest = z.output<typeof addPasskeySchema>;

/** Days are whole, in UTC, the last one included. */
const list = (kind: Parameters<typeof fromPublicId>[0]) =>
  z.strictObject({
    status,
    from: day.optional(),
    until: day.transform((date) => new Date(date.getTime() + 86_400_000)).optional(),
    before: publicId(kind).optional(),
    limit,
  });
export const paymentListSchema = list('payment').extend({
  status: z
    .enum([
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
    ])
    .optional(),
});
export type PaymentListQuery = z.output<typeof paymentListSchema>;
export const consentListSchema = list('consent');
export const requestListSchema = list('paymentRequest');
export type ListQuery = z.output<typeof consentListSchema>;

export const deliveryListSchema = z.strictObject({
  status: z.enum(['pending', 'delivered', 'dead']).optional(),
  before: publicId('webhookDelivery').optional(),
  limit,
});
export type DeliveryListQuery = z.output<typeof deliveryListSchema>;
export const eventListSchema = z.strictObject({ before: publicId('event').optional(), limit });
export type EventListQuery = z.output<typeof eventListSchema>;

export const searchSchema = z.strictObject({ query: z.string().trim().min(1).max(200) });
export type SearchRequest = z.output<typeof searchSchema>;

export const newKeySchema = z.strictObject({
  name,
  scopes: z
    .array(z.enum(['*', ...apiScopes]))
    .min(1, 'choose what the key may do')
    .max(apiScopes.length),
});
export type NewKeyRequest = z.output<typeof newKeySchema>;

export const proposeUriSchema = z.strictObject({ uri: z.string().trim().min(1).max(2_048) });
export type ProposeUriRequest = z.output<typeof proposeUriSchema>;

export const inviteSchema = z.strictObject({ name, role: z.enum(partnerRoles) });
export type InviteRequest = z.output<typeof inviteSchema>;

export const redeliverSchema = z.strictObject({ webhook_endpoint_id: publicId('webhookEndpoint').optional() });
export type RedeliverRequest = z.output<typeof redeliverSchema>;

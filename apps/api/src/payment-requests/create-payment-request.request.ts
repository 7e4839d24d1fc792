import { Money, moneyWireSchema } from '@sluis/money';
import {
  addressRequirements,
  mostAttachmentsPerRequest,
  type PaymentRequestInput,
  type ReceivingAccount,
} from '@sluis/payment-requests';
import { fromPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { contactSchema, toContact } from '../http/contact.schema.js';
import { plainText, redirectUri } from '../http/text.schema.js';
import { anyId } from '../http/public-id.js';

/** The bank lets a request lapse by itself much sooner; this only keeps clocks within reason. */
const longestWaitDays = 365;
const dayMs = 24 * 60 * 60_000;

export const mostRequestsPerBatch = 100;

/** Which of the partner's own accounts is meant; its only connection and the default account where nothing is said. */
export const receivingAccountShape = { bank_connection_id: anyId.optional(), account_id: anyId.optional() };

const expiresAt = z.iso
  .datetime({ offset: true, error: 'must be a time such as "2026-12-31T23:59:59Z"' })
  .transform((text) => new Date(text))
  .refine((time) => time.getTime() > Date.now(), 'must be in the future')
  .refine((time) => time.getTime() < Date.now() + longestWaitDays * dayMs, 'must be within a year');

const askedShape = {
  amount: moneyWireSchema,
  debtor: contactSchema,
  remittance_information: plainText(140),
  reference: plainText(70).optional(),
  attachment_ids: z
    .array(anyId)
    .max(mostAttachmentsPerRequest)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name an attachment twice')
    .default([]),
  minimum_age: z.int().min(12).max(100).optional(),
  requested_address: z.enum(addressRequirements).default('none'),
  redirect_uri: redirectUri.optional(),
  allow_link: z.boolean().default(true),
  expires_at: expiresAt.optional(),
};

const askedSchema = z.strictObject(askedShape);

/** `POST /v1/payment-requests` */
export const createPaymentRequestSchema = z.strictObject({ ...receivingAccountShape, ...askedShape });

/** `POST /v1/payment-request-batches` */
export const createPaymentRequestBatchSchema = z.strictObject({
  ...receivingAccountShape,
  reference: plainText(70).optional(),
  payment_requests: z.array(askedSchema).min(1).max(mostRequestsPerBatch),
});

export type CreatePaymentRequestRequest = z.output<typeof createPaymentRequestSchema>;
export type CreatePaymentRequestBatchRequest = z.output<typeof createPaymentRequestBatchSchema>;

/** @returns ids that name nothing become an id that exists nowhere, and so the same answer as a foreign one */
export function toPaymentRequestInput(request: z.output<typeof askedSchema>): Omit<PaymentRequestInput, 'id'> {
  return {
    amount: Money.fromWire(request.amount),
    debtor: toContact(request.debtor),
    remittanceInformation: request.remittance_information,
    reference: request.reference ?? null,
    attachmentIds: request.attachment_ids.map((id) => fromPublicId('attachment', id) ?? nowhere),
    minimumAge: request.minimum_age ?? null,
    addressRequired: request.requested_address,
    redirectUri: request.redirect_uri ?? null,
    allowsLink: request.allow_link,
    expiresAt: request.expires_at ?? null,
  };
}

export function toReceivingAccount(named: {
  bank_connection_id?: string | undefined;
  account_id?: string | undefined;
}): ReceivingAccount {
  const { bank_connection_id: connectionId, account_id: accountId } = named;
  return {
    connectionId: connectionId === undefined ? undefined : (fromPublicId('bankConnection', connectionId) ?? nowhere),
    accountId: accountId === undefined ? undefined : (fromPublicId('account', accountId) ?? nowhere),
  };
}

const nowhere = '00000000-0000-0000-0000-000000000000';

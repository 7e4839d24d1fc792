import { amountShownSchema } from '@sluis/money';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { paymentRequestStatuses } from './payment-request-status.js';
import { addressRequirements, type PaymentRequest } from './payment-request.entity.js';

const addressSchema = z.strictObject({
  street: z.string().nullable(),
  house_number: z.string().nullable(),
  postal_code: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
});

/** A payment request as partners see it, in answers and in events. */
export const paymentRequestResourceSchema = z
  .strictObject({
    id: publicIdSchema('paymentRequest'),
    status: z.enum(paymentRequestStatuses),
    bank_status: z.string().nullable(),
    version: z.int(),
    bank_connection_id: publicIdSchema('bankConnection'),
    account_id: publicIdSchema('account'),
    batch_id: publicIdSchema('paymentRequestBatch').nullable(),
    amount: amountShownSchema,
    amount_paid: amountShownSchema.nullable(),
    debtor: z.strictObject({
      name: z.string().nullable(),
      iban: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    remittance_information: z.string(),
    reference: z.string().nullable(),
    attachment_ids: z.array(publicIdSchema('attachment')),
    minimum_age: z.int().nullable(),
    requested_address: z.enum(addressRequirements),
    billing_address: addressSchema.nullable(),
    shipping_address: addressSchema.nullable(),
    redirect_uri: z.string().nullable(),
    allow_link: z.boolean(),
    share_url: z.string().nullable(),
    end_requested: z.string().nullable(),
    failure: z.strictObject({ stage: z.string().nullable(), reason: z.string().nullable() }).nullable(),
    review_reason: z.string().nullable(),
    expires_at: z.iso.datetime().nullable(),
    bank_expires_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    accepted_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PaymentRequest' });
export type PaymentRequestResource = z.output<typeof paymentRequestResourceSchema>;

/** @param attachmentIds in the order in which the payer sees them */
export function toPaymentRequestResource(
  request: PaymentRequest,
  attachmentIds: readonly string[],
): PaymentRequestResource {
  const hasFailure = request.failureStage !== null || request.failureReason !== null;
  return {
    id: toPublicId('paymentRequest', request.id),
    status: request.status,
    bank_status: request.bankStatus,
    version: request.version,
    bank_connection_id: toPublicId('bankConnection', request.connectionId),
    account_id: toPublicId('account', request.accountId),
    batch_id: request.batchId && toPublicId('paymentRequestBatch', request.batchId),
    amount: request.amount.toWire(),
    amount_paid: request.amountPaid?.toWire() ?? null,
    debtor: {
      name: request.debtorName,
      iban: request.debtorIban,
      email: request.debtorEmail,
      phone: request.debtorPhone,
    },
    remittance_information: request.remittanceInformation,
    reference: request.reference,
    attachment_ids: attachmentIds.map((id) => toPublicId('attachment', id)),
    minimum_age: request.minimumAge,
    requested_address: request.addressRequired,
    billing_address: request.billingAddress,
    shipping_address: request.shippingAddress,
    redirect_uri: request.redirectUri,
    allow_link: request.allowsLink,
    share_url: request.shareUrl,
    end_requested: request.endRequested,
    failure: hasFailure ? { stage: request.failureStage, reason: request.failureReason } : null,
    review_reason: request.reviewReason,
    expires_at: request.expiresAt?.toISOString() ?? null,
    bank_expires_at: request.bankExpiresAt?.toISOString() ?? null,
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    accepted_at: request.acceptedAt?.toISOString() ?? null,
  };
}

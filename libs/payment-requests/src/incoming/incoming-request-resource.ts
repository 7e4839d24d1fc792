import { amountShownSchema } from '@sluis/money';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { incomingRequestStatuses } from './incoming-request-status.js';
import { requestAnswers, type IncomingRequest } from './incoming-request.entity.js';

/** A request to the partner as it sees it, in answers and in events. */
export const incomingRequestResourceSchema = z
  .strictObject({
    id: publicIdSchema('incomingPaymentRequest'),
    status: z.enum(incomingRequestStatuses),
    bank_status: z.string(),
    version: z.int(),
    bank_connection_id: publicIdSchema('bankConnection'),
    account_id: publicIdSchema('account'),
    kind: z.string().nullable(),
    amount: amountShownSchema,
    amount_paid: amountShownSchema.nullable(),
    creditor: z.strictObject({ name: z.string().nullable(), iban: z.string().nullable() }),
    remittance_information: z.string(),
    minimum_age: z.int().nullable(),
    requested_address: z.string().nullable(),
    redirect_uri: z.string().nullable(),
    answer: z.enum(requestAnswers).nullable(),
    failure: z.strictObject({ reason: z.string() }).nullable(),
    review_reason: z.string().nullable(),
    bank_expires_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    accepted_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'IncomingPaymentRequest' });
export type IncomingRequestResource = z.output<typeof incomingRequestResourceSchema>;

export function toIncomingRequestResource(request: IncomingRequest): IncomingRequestResource {
  return {
    id: toPublicId('incomingPaymentRequest', request.id),
    status: request.status,
    bank_status: request.bankStatus,
    version: request.version,
    bank_connection_id: toPublicId('bankConnection', request.connectionId),
    account_id: toPublicId('account', request.accountId),
    kind: request.kind,
    amount: request.amount.toWire(),
    amount_paid: request.amountPaid?.toWire() ?? null,
    creditor: { name: request.creditorName, iban: request.creditorIban },
    remittance_information: request.remittanceInformation,
    minimum_age: request.minimumAge,
    requested_address: request.addressRequired,
    redirect_uri: request.redirectUri,
    answer: request.answer,
    failure: request.failureReason === null ? null : { reason: request.failureReason },
    review_reason: request.reviewReason,
    bank_expires_at: request.bankExpiresAt?.toISOString() ?? null,
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    accepted_at: request.acceptedAt?.toISOString() ?? null,
  };
}

import { Money, moneyWireSchema } from '@sluis/money';
import type { CreatePayoutInput, CreateRefundInput } from '@sluis/payouts';
import { fromPublicId, type IdKind } from '@sluis/persistence';
import { z } from 'zod';
import { contactSchema } from '../http/contact.schema.js';
import { scheduleSchema, toSchedule } from '../http/schedule.schema.js';
import { plainText } from '../http/text.schema.js';
import { anyId } from '../http/public-id.js';
import { toCreditor } from '../payments/initiate-payment.request.js';

/** `POST /v1/payouts`. */
export const createPayoutSchema = z.strictObject({
  amount: moneyWireSchema,
  creditor: contactSchema,
  remittance_information: plainText(140),
  reference: plainText(70).optional(),
  bank_connection_id: anyId.optional(),
  account_id: anyId.optional(),
  schedule: scheduleSchema.optional(),
});

export type CreatePayoutRequest = z.output<typeof createPayoutSchema>;

export function toCreatePayout(request: CreatePayoutRequest): Omit<CreatePayoutInput, 'id'> {
  return {
    amount: Money.fromWire(request.amount),
    creditor: toCreditor(request.creditor),
    remittanceInformation: request.remittance_information,
    reference: request.reference ?? null,
    entries: null,
    schedule: request.schedule ? toSchedule(request.schedule) : null,
    connectionId: idOrNowhere('bankConnection', request.bank_connection_id),
    accountId: idOrNowhere('account', request.account_id),
  };
}

/** `POST /v1/payments/{id}/refunds`: all that is left, unless `amount` says less; of one `entry` of an order of many. */
export const createRefundSchema = z
  .strictObject({
    entry: z.number().int().min(1).max(350).optional(),
    amount: moneyWireSchema.optional(),
    remittance_information: plainText(140).optional(),
    reference: plainText(70).optional(),
    bank_connection_id: anyId.optional(),
  })
  .optional();

export type CreateRefundRequest = z.output<typeof createRefundSchema>;

export function toCreateRefund(request: CreateRefundRequest): Omit<CreateRefundInput, 'id'> {
  return {
    entry: request?.entry ?? null,
    amount: request?.amount ? Money.fromWire(request.amount) : null,
    remittanceInformation: request?.remittance_information ?? null,
    reference: request?.reference ?? null,
    connectionId: idOrNowhere('bankConnection', request?.bank_connection_id),
  };
}

/** What names nothing becomes an id that exists nowhere, and so the same answer as a foreign one. */
export function idOrNowhere(kind: IdKind, id: string | undefined): string | undefined {
  return id === undefined ? undefined : (fromPublicId(kind, id) ?? '00000000-0000-0000-0000-000000000000');
}

import { totalOf } from '@sluis/payment-initiation';
import type { CreatePayoutInput } from '@sluis/payouts';
import { z } from 'zod';
import { anyId } from '../http/public-id.js';
import { scheduleSchema, toSchedule } from '../http/schedule.schema.js';
import { plainText } from '../http/text.schema.js';
import { entrySchema, mostEntries, nobody, toEntry } from '../payments/initiate-payment.request.js';
import { idOrNowhere } from './create-payout.request.js';

/** `POST /v1/payout-batches`. */
export const createPayoutBatchSchema = z
  .strictObject({
    entries: z.array(entrySchema).min(1).max(mostEntries),
    reference: plainText(70).optional(),
    bank_connection_id: anyId.optional(),
    account_id: anyId.optional(),
    schedule: scheduleSchema.optional(),
  })
  .refine(({ entries }) => new Set(entries.map(({ amount }) => amount.currency)).size <= 1, {
    message: 'must all be in one currency',
    path: ['entries'],
  });

export type CreatePayoutBatchRequest = z.output<typeof createPayoutBatchSchema>;

export function toCreatePayoutBatch(request: CreatePayoutBatchRequest): Omit<CreatePayoutInput, 'id'> {
  const entries = request.entries.map(toEntry);
  return {
    amount: totalOf(entries),
    creditor: nobody,
    remittanceInformation: '',
    reference: request.reference ?? null,
    entries,
    schedule: request.schedule ? toSchedule(request.schedule) : null,
    connectionId: idOrNowhere('bankConnection', request.bank_connection_id),
    accountId: idOrNowhere('account', request.account_id),
  };
}

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  type BunqAmount,
  type BunqPointer,
  amountSchema,
  idSchema,
  timeSchema,
  toBunqTime,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

export interface DraftPaymentInput {
  /** 1 to 350 */
  entries: readonly DraftPaymentEntryInput[];
  schedule?: {
    timeStart: Date;
    timeEnd?: Date;
    recurrenceUnit: 'ONCE' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
    recurrenceSize: number;
  };
}

export interface DraftPaymentEntryInput {
  /** positive */
  amount: BunqAmount;
  counterparty: BunqPointer;
  /** at most 140 characters to another bank, 9000 within bunq */
  description: string;
  /** comes back on every read: the way to recognise our own */
  merchantReference?: string;
}

const entrySchema = z.object({
  id: idSchema.nullish(),
  amount: amountSchema,
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
});
/** The movement as the draft shows it once accepted; the same fields as on `payment`. */
const bookedSchema = z.object({
  id: idSchema,
  amount: amountSchema.nullish(),
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
});
const batchSchema = z.object({
  id: idSchema.nullish(),
  payments: z.object({ Payment: z.array(bookedSchema) }).nullish(),
});
const draftPaymentSchema = z.object({
  id: idSchema,
  created: timeSchema.nullish(),
  /** as bunq wrote it, to the microsecond: handed back on `cancel` */
  updated: z.string().nullish(),
  monetary_account_id: idSchema.nullish(),
  /** open; seen: PENDING, ACCEPTED, REJECTED, CANCELLED. Only ACCEPTED with an `object` is executed */
  status: z.string(),
  entries: z.array(entrySchema).nullish(),
  /** the booked payment of one entry, or the batch of several; null until accepted */
  object: z.object({ Payment: bookedSchema.optional(), PaymentBatch: batchSchema.optional() }).nullish(),
});

export type DraftPayment = z.infer<typeof draftPaymentSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/draft-payment';
const item = `${collection}/{draftPaymentId}`;
const maxEntries = 350;

/** Payments from a linked account that the PSU confirms in the bunq app. bunq pushes each to the PSU at once. */
export const draftPayment = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws RangeError when there are no entries, or more than bunq takes
   */
  serialise(input: DraftPaymentInput): string {
    if (input.entries.length < 1 || input.entries.length > maxEntries) throw new RangeError('1 to 350 entries');
    const { schedule } = input;
    return JSON.stringify({
      entries: input.entries.map((entry) => ({
        amount: entry.amount,
        counterparty_alias: entry.counterparty,
        description: entry.description,
        merchant_reference: entry.merchantReference,
      })),
      number_of_required_accepts: 1,
      schedule: schedule && {
        time_start: toBunqTime(schedule.timeStart),
        time_end: schedule.timeEnd && toBunqTime(schedule.timeEnd),
        recurrence_unit: schedule.recurrenceUnit,
        recurrence_size: schedule.recurrenceSize,
      },
    });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the draft
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const answer = await caller.send({
      priority: 'payment',
      ...rest,
      method: 'POST',
      endpoint: collection,
      params: { monetaryAccountId },
    });
    return readCreatedId(answer);
  },

  async get(caller: BunqCaller, input: OfAccount & { draftPaymentId: number }): Promise<DraftPayment> {
    const { monetaryAccountId, draftPaymentId, ...options } = input;
    const params = { monetaryAccountId, draftPaymentId };
    const answer = await caller.send({ priority: 'payment', ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'DraftPayment', draftPaymentSchema);
  },

  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<DraftPayment>> {
    const { monetaryAccountId, deadlineMs, priority = 'payment' } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: collection,
      params: { monetaryAccountId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, 'DraftPayment', draftPaymentSchema);
  },

  /** @param input.previousUpdated the `updated` last seen, so that a draft accepted meanwhile is not cancelled over it */
  async cancel(
    caller: BunqCaller,
    input: OfAccount & { draftPaymentId: number; previousUpdated?: string; requestId?: string },
  ): Promise<void> {
    const { monetaryAccountId, draftPaymentId, previousUpdated, ...options } = input;
    const body = JSON.stringify({
      status: 'CANCELLED',
      previous_updated_timestamp: previousUpdated,
    });
    const params = { monetaryAccountId, draftPaymentId };
    readCreatedId(await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body }));
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  amountSchema,
  attachedSchema,
  type BunqAmount,
  type BunqPointer,
  type BunqScheduleInput,
  idSchema,
  listedIdSchema,
  scheduleSchema,
  splitReferenceSchema,
  timeSchema,
  userLabelSchema,
  writeAttachments,
  writeSchedule,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

export interface DraftPaymentInput {
  /** 1 to 350 */
  entries: readonly DraftPaymentEntryInput[];
  /** when bunq is to pay once the PSU has agreed; at once without */
  schedule?: BunqScheduleInput;
}

export interface DraftPaymentEntryInput {
  /** positive */
  amount: BunqAmount;
  counterparty: BunqPointer;
  /** at most 140 characters to another bank, 9000 within bunq */
  description: string;
  /** comes back on every read: the way to recognise our own */
  merchantReference?: string;
  /** only to a counterparty at bunq */
  attachmentIds?: readonly number[];
}

const entrySchema = z.object({
  id: idSchema.nullish(),
  amount: amountSchema,
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
  type: z.string().nullish(),
  attachment: z.array(attachedSchema).nullish(),
});
/** The movement as the draft shows it once accepted; the same fields as on `payment`. */
const bookedSchema = z.object({
  id: idSchema,
  amount: amountSchema.nullish(),
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  merchant_reference: z.string().nullish(),
  /** of a transfer to another bank; bunq documents neither its statuses nor when it is left out */
  payment_arrival_expected: z.object({ status: z.string().nullish(), time: timeSchema.nullish() }).nullish(),
});
const batchSchema = z.object({
  id: idSchema.nullish(),
  payments: z.object({ Payment: z.array(bookedSchema) }).nullish(),
});
const standingSchema = z.object({
  id: idSchema,
  /** seen: ACTIVE, FINISHED, CANCELLED */ status: z.string().nullish(),
});
const responseSchema = z.object({ status: z.string().nullish(), user_alias_created: userLabelSchema.nullish() });
const draftPaymentSchema = z.object({
  id: idSchema,
  created: timeSchema.nullish(),
  /** as bunq wrote it, to the microsecond: handed back on `cancel` */
  updated: z.string().nullish(),
  monetary_account_id: idSchema.nullish(),
  user_alias_created: userLabelSchema.nullish(),
  /** who has answered so far; may be empty */
  responses: z.array(responseSchema).nullish(),
  type: z.string().nullish(),
  /** open; seen: PENDING, ACCEPTED, REJECTED, CANCELLED. Only ACCEPTED with an `object` is executed */
  status: z.string(),
  entries: z.array(entrySchema).nullish(),
  /** the booked payment of one entry, the batch of several, or what is planned; null until accepted */
  object: z
    .object({
      Payment: bookedSchema.optional(),
      PaymentBatch: batchSchema.optional(),
      ScheduledPayment: standingSchema.optional(),
      ScheduledPaymentBatch: standingSchema.optional(),
    })
    .nullish(),
  request_reference_split_the_bill: z.array(splitReferenceSchema).nullish(),
  schedule: scheduleSchema.nullish(),
});

export type DraftPayment = z.infer<typeof draftPaymentSchema>;

const listedSchema = draftPaymentSchema.extend({ id: listedIdSchema });

/** As a list shows it: bunq may leave the id out. */
export type ListedDraftPayment = z.infer<typeof listedSchema>;

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
   * @throws BunqAmountError
   */
  serialise(input: DraftPaymentInput): string {
    if (input.entries.length < 1 || input.entries.length > maxEntries) throw new RangeError('1 to 350 entries');
    return JSON.stringify({
      entries: input.entries.map((entry) => ({
        amount: writeAmount('amount', entry.amount),
        counterparty_alias: entry.counterparty,
        description: entry.description,
        merchant_reference: entry.merchantReference,
        attachment: writeAttachments(entry.attachmentIds),
      })),
      number_of_required_accepts: 1,
      schedule: input.schedule && writeSchedule(input.schedule),
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

  /** One draft as it stands. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { draftPaymentId: number }): Promise<DraftPayment> {
    const { monetaryAccountId, draftPaymentId, ...options } = input;
    const params = { monetaryAccountId, draftPaymentId };
    const answer = await caller.send({ priority: 'payment', ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'DraftPayment', draftPaymentSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<ListedDraftPayment>> {
    const { monetaryAccountId, deadlineMs, priority = 'payment' } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: collection,
      params: { monetaryAccountId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, 'DraftPayment', listedSchema);
  },

  /**
   * Withdraws a draft nobody has accepted yet.
   *
   * @param input.previousUpdated the `updated` last seen, so that a draft accepted meanwhile is not cancelled over it
   * @throws BunqApiError when it is no longer pending, or was changed since `previousUpdated`
   */
  async cancel(caller: BunqCaller, input: Deciding): Promise<void> {
    await decide(caller, input, 'CANCELLED');
  },

  /**
   * Accepts the draft for one's own API key; a PSU does so in bunq's app. Money moves, or a schedule is made.
   *
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, `get` before anything else
   */
  async accept(caller: BunqCaller, input: Deciding): Promise<void> {
    await decide(caller, input, 'ACCEPTED');
  },

  /** Rejects the draft for one's own API key; a PSU does so in bunq's app. */
  async reject(caller: BunqCaller, input: Deciding): Promise<void> {
    await decide(caller, input, 'REJECTED');
  },
};

interface Deciding extends OfAccount {
  draftPaymentId: number;
  previousUpdated?: string;
  requestId?: string;
}

async function decide(caller: BunqCaller, input: Deciding, status: string): Promise<void> {
  const { monetaryAccountId, draftPaymentId, previousUpdated, ...options } = input;
  const body = JSON.stringify({ status, previous_updated_timestamp: previousUpdated });
  const params = { monetaryAccountId, draftPaymentId };
  readCreatedId(await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body }));
}

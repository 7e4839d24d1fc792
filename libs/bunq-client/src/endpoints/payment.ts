import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  addressSchema,
  amountSchema,
  attachedSchema,
  type BunqAmount,
  type BunqPointer,
  geolocationSchema,
  idSchema,
  listedIdSchema,
  splitReferenceSchema,
  timeSchema,
  writeAttachments,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

export interface PaymentInput {
  /** positive; in the account's currency */
  amount: BunqAmount;
  counterparty: BunqPointer;
  /** at most 140 characters to another bank, 9000 within bunq */
  description: string;
  /** comes back on every read: the way to recognise our own */
  merchantReference?: string;
  /** only to a counterparty at bunq */
  attachmentIds?: readonly number[];
  /** lets bunq invite a counterparty whom it does not know */
  allowBunqto?: boolean;
}

/** A booked movement; bunq gives it no status, it exists once executed. Each side has its own, with its own id. */
export const paymentSchema = z.object({
  id: idSchema,
  created: timeSchema,
  updated: timeSchema.nullish(),
  monetary_account_id: idSchema.nullish(),
  /** negative when money left the account */
  amount: amountSchema,
  /** own side */
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  /** open; documented: BUNQ, EBA_SCT, EBA_SDD, IDEAL, SWIFT, FIS */
  type: z.string().nullish(),
  /** open; documented: PAYMENT, WITHDRAWAL, REVERSAL, REQUEST, BILLING, SCT, SDD, NLO */
  sub_type: z.string().nullish(),
  payment_arrival_expected: z.object({ status: z.string().nullish(), time: timeSchema.nullish() }).nullish(),
  bunqto_status: z.string().nullish(),
  bunqto_sub_status: z.string().nullish(),
  bunqto_share_url: z.string().nullish(),
  bunqto_expiry: timeSchema.nullish(),
  bunqto_time_responded: timeSchema.nullish(),
  attachment: z.array(attachedSchema).nullish(),
  merchant_reference: z.string().nullish(),
  batch_id: idSchema.nullish(),
  scheduled_id: idSchema.nullish(),
  address_shipping: addressSchema.nullish(),
  address_billing: addressSchema.nullish(),
  geolocation: geolocationSchema.nullish(),
  request_reference_split_the_bill: z.array(splitReferenceSchema).nullish(),
  balance_after_mutation: amountSchema.nullish(),
  payment_suspended_outgoing: z
    .object({ status: z.string().nullish(), time_execution: timeSchema.nullish() })
    .nullish(),
  payment_fee: amountSchema.extend({ invoice_id: idSchema.nullish() }).nullish(),
});

export type BunqPayment = z.infer<typeof paymentSchema>;

const listedSchema = paymentSchema.extend({ id: listedIdSchema, created: timeSchema.nullish() });

/** As a list shows it: bunq may leave the id and the times out. */
export type ListedPayment = z.infer<typeof listedSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const account = 'user/{userId}/monetary-account/{monetaryAccountId}';
const collection = `${account}/payment`;

/** The fields that `payment`, `payment-batch` and `schedule-payment` share when writing. */
export function writePayment(input: PaymentInput): Record<string, unknown> {
  return {
    amount: writeAmount('amount', input.amount),
    counterparty_alias: input.counterparty,
    description: input.description,
    attachment: writeAttachments(input.attachmentIds),
    merchant_reference: input.merchantReference,
    allow_bunqto: input.allowBunqto,
  };
}

/** Booked movements of an account, and money sent at once from an account of one's own key. */
export const payment = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws BunqAmountError
   */
  serialise(input: PaymentInput): string {
    return JSON.stringify(writePayment(input));
  },

  /**
   * Sends money at once, without anybody else's consent: for one's own API key, not for a third party provider. bunq does
   * not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the payment on this account; the other side has its own
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, payment
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** Newest first; to follow an account keep the highest id seen and ask with `newerId`. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & OfAccount): Promise<BunqPage<ListedPayment>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: collection,
      params: { monetaryAccountId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, 'Payment', listedSchema);
  },

  /** One movement of this account. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { paymentId: number }): Promise<BunqPayment> {
    const { monetaryAccountId, paymentId, ...options } = input;
    const answer = await caller.send({
      ...options,
      method: 'GET',
      endpoint: `${collection}/{paymentId}`,
      params: { monetaryAccountId, paymentId },
    });
    return readOne(answer, 'Payment', paymentSchema);
  },

  /**
   * The movements that belong to one card transaction. Safe to repeat.
   *
   * @param input.mastercardActionId id of the card transaction, such as an event's object carries
   * @see bunq API, mastercard-action/{id}/payment
   */
  async listOfCardTransaction(
    caller: BunqCaller,
    input: BunqListQuery & OfAccount & { mastercardActionId: number },
  ): Promise<BunqPage<BunqPayment>> {
    const { monetaryAccountId, mastercardActionId, deadlineMs, priority } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: `${account}/mastercard-action/{mastercardActionId}/payment`,
      params: { monetaryAccountId, mastercardActionId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, ['MasterCardPayment', 'Payment'], paymentSchema);
  },
};

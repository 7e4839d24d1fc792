import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { accountLabelSchema, amountSchema, idSchema, timeSchema } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

/** A booked movement; bunq gives it no status, it exists once executed. Each side has its own, with its own id. */
const paymentSchema = z.object({
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
  type: z.string().nullish(),
  sub_type: z.string().nullish(),
  merchant_reference: z.string().nullish(),
  balance_after_mutation: amountSchema.nullish(),
});

export type BunqPayment = z.infer<typeof paymentSchema>;

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/payment';

export const payment = {
  /** Newest first; to follow an account keep the highest id seen and ask with `newerId`. Safe to repeat. */
  async list(
    caller: BunqCaller,
    input: BunqListQuery & BunqCallOptions & { monetaryAccountId: number },
  ): Promise<BunqPage<BunqPayment>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: collection,
      params: { monetaryAccountId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, 'Payment', paymentSchema);
  },

  async get(
    caller: BunqCaller,
    input: BunqCallOptions & { monetaryAccountId: number; paymentId: number },
  ): Promise<BunqPayment> {
    const { monetaryAccountId, paymentId, ...options } = input;
    const answer = await caller.send({
      ...options,
      method: 'GET',
      endpoint: `${collection}/{paymentId}`,
      params: { monetaryAccountId, paymentId },
    });
    return readOne(answer, 'Payment', paymentSchema);
  },
};

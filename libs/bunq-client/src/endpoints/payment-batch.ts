import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { idSchema } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type PaymentInput, paymentSchema, writePayment } from './payment.js';

const batchSchema = z.object({
  id: idSchema.nullish(),
  payments: z.object({ Payment: z.array(paymentSchema) }).nullish(),
});

export type PaymentBatch = z.infer<typeof batchSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/payment-batch';
const item = `${collection}/{paymentBatchId}`;

/** Several payments from one account in one call, for one's own API key. */
export const paymentBatch = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws RangeError when there are no payments
   */
  serialise(payments: readonly PaymentInput[]): string {
    if (payments.length === 0) throw new RangeError('a batch has at least one payment');
    return JSON.stringify({ payments: payments.map(writePayment) });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the batch; the payments carry it as `batch_id`
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, payment-batch
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** One batch with its payments. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { paymentBatchId: number }): Promise<PaymentBatch> {
    const { monetaryAccountId, paymentBatchId, ...options } = input;
    const params = { monetaryAccountId, paymentBatchId };
    return readOne(
      await caller.send({ ...options, method: 'GET', endpoint: item, params }),
      'PaymentBatch',
      batchSchema,
    );
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & OfAccount): Promise<BunqPage<PaymentBatch>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'PaymentBatch', batchSchema);
  },

  /**
   * Takes back what has not been executed of this batch, such as invitations that nobody answered.
   *
   * @throws BunqApiError when nothing can be taken back any more
   */
  async revoke(caller: BunqCaller, input: OfAccount & { paymentBatchId: number; requestId?: string }): Promise<void> {
    const { monetaryAccountId, paymentBatchId, ...options } = input;
    const params = { monetaryAccountId, paymentBatchId };
    const body = JSON.stringify({ status: 'REVOKED' });
    await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body });
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { type BunqScheduleInput, idSchema, optionalTimes, scheduleSchema, writeSchedule } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type PaymentInput, writePayment } from './payment.js';
import { plannedSchema } from './schedule-payment.js';

export interface SchedulePaymentBatchInput {
  payments: readonly PaymentInput[];
  schedule: BunqScheduleInput;
}

const scheduledBatchSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  monetary_account_id: idSchema.nullish(),
  /** seen: ACTIVE, FINISHED, CANCELLED */
  status: z.string().nullish(),
  payments: z.array(plannedSchema).nullish(),
  schedule: scheduleSchema.nullish(),
});

export type ScheduledPaymentBatch = z.infer<typeof scheduledBatchSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const kind = 'ScheduledPaymentBatch';
const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/schedule-payment-batch';
const item = `${collection}/{schedulePaymentBatchId}`;

/** Several payments that bunq makes together later, once or again and again, for one's own API key. */
export const schedulePaymentBatch = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws RangeError when there are no payments
   */
  serialise(input: SchedulePaymentBatchInput): string {
    if (input.payments.length === 0) throw new RangeError('a batch has at least one payment');
    return JSON.stringify({ payments: input.payments.map(writePayment), schedule: writeSchedule(input.schedule) });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the scheduled batch
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, schedule-payment-batch
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** One scheduled batch. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { schedulePaymentBatchId: number }): Promise<ScheduledPaymentBatch> {
    const { monetaryAccountId, schedulePaymentBatchId, ...options } = input;
    const params = { monetaryAccountId, schedulePaymentBatchId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, kind, scheduledBatchSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<ScheduledPaymentBatch>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, kind, scheduledBatchSchema);
  },

  /** Ends it; what was paid already stays paid. */
  async cancel(caller: BunqCaller, input: OfAccount & { schedulePaymentBatchId: number }): Promise<void> {
    const { monetaryAccountId, schedulePaymentBatchId, ...options } = input;
    const params = { monetaryAccountId, schedulePaymentBatchId };
    await caller.send({ priority: 'payment', ...options, method: 'DELETE', endpoint: item, params });
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  amountSchema,
  type BunqScheduleInput,
  idSchema,
  optionalTimes,
  scheduleSchema,
  writeSchedule,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type PaymentInput, writePayment } from './payment.js';

export interface SchedulePaymentInput {
  payment: PaymentInput;
  schedule: BunqScheduleInput;
  purpose?: string;
}

/** One payment as a plan holds it. */
export const plannedSchema = z.object({
  amount: amountSchema.nullish(),
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
});
const scheduledPaymentSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  monetary_account_id: idSchema.nullish(),
  /** seen: ACTIVE, FINISHED, CANCELLED */
  status: z.string().nullish(),
  payment: plannedSchema.nullish(),
  schedule: scheduleSchema.nullish(),
  purpose: z.string().nullish(),
});

export type ScheduledPayment = z.infer<typeof scheduledPaymentSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const kind = 'ScheduledPayment';
const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/schedule-payment';
const item = `${collection}/{schedulePaymentId}`;

/** Payments that bunq makes later, once or again and again, for one's own API key. */
export const schedulePayment = {
  /** The exact bytes to store before sending and to send, however often; for `create` and for `update`. */
  serialise(input: SchedulePaymentInput): string {
    return JSON.stringify({
      payment: writePayment(input.payment),
      schedule: writeSchedule(input.schedule),
      purpose: input.purpose,
    });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the scheduled payment
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, schedule-payment
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** One scheduled payment. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { schedulePaymentId: number }): Promise<ScheduledPayment> {
    const { monetaryAccountId, schedulePaymentId, ...options } = input;
    const params = { monetaryAccountId, schedulePaymentId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, kind, scheduledPaymentSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<ScheduledPayment>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, kind, scheduledPaymentSchema);
  },

  /**
   * Replaces what is to be paid and when.
   *
   * @param input.body from `serialise`
   * @returns the scheduled payment as it now stands
   */
  async update(
    caller: BunqCaller,
    input: OfAccount & { schedulePaymentId: number; body: string; requestId: string },
  ): Promise<ScheduledPayment> {
    const { monetaryAccountId, schedulePaymentId, ...rest } = input;
    const params = { monetaryAccountId, schedulePaymentId };
    const answer = await caller.send({ priority: 'payment', ...rest, method: 'PUT', endpoint: item, params });
    return readOne(answer, kind, scheduledPaymentSchema);
  },

  /** Ends it; what was paid already stays paid. */
  async cancel(caller: BunqCaller, input: OfAccount & { schedulePaymentId: number }): Promise<void> {
    const { monetaryAccountId, schedulePaymentId, ...options } = input;
    const params = { monetaryAccountId, schedulePaymentId };
    await caller.send({ priority: 'payment', ...options, method: 'DELETE', endpoint: item, params });
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { idSchema, optionalTimes, scheduleSchema, timeSchema } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { paymentSchema } from './payment.js';

const wrapped = z.record(z.string(), z.unknown()).nullish();

const listedScheduleSchema = scheduleSchema.extend({
  id: idSchema.nullish(),
  ...optionalTimes,
  /** what is scheduled, in a key that names its kind, such as `ScheduledPayment` */
  object: wrapped,
});
const instanceSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  /** open; documented: FINISHED_SUCCESSFULLY, RETRY, FAILED_USER_ERROR */
  state: z.string().nullish(),
  time_start: timeSchema.nullish(),
  time_end: timeSchema.nullish(),
  scheduled_object: wrapped,
  /** what was booked; null while nothing was */
  result_object: z
    .object({
      Payment: paymentSchema.optional(),
      PaymentBatch: z.object({ payments: z.object({ Payment: z.array(paymentSchema) }).nullish() }).optional(),
    })
    .nullish(),
});

export type Schedule = z.infer<typeof listedScheduleSchema>;
export type ScheduleInstance = z.infer<typeof instanceSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/schedule';

/** Everything that is scheduled on an account, and what became of each time it was due. */
export const schedule = {
  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<Schedule>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'Schedule', listedScheduleSchema);
  },

  /** One schedule. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { scheduleId: number }): Promise<Schedule> {
    const { monetaryAccountId, scheduleId, ...options } = input;
    const params = { monetaryAccountId, scheduleId };
    const endpoint = `${collection}/{scheduleId}`;
    return readOne(
      await caller.send({ ...options, method: 'GET', endpoint, params }),
      'Schedule',
      listedScheduleSchema,
    );
  },

  /** The times it was due, newest first. Safe to repeat. */
  async listInstances(
    caller: BunqCaller,
    input: OfAccount & BunqListQuery & { scheduleId: number },
  ): Promise<BunqPage<ScheduleInstance>> {
    const { monetaryAccountId, scheduleId, deadlineMs, priority } = input;
    const params = { monetaryAccountId, scheduleId };
    const endpoint = `${collection}/{scheduleId}/schedule-instance`;
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint, params, query, deadlineMs, priority });
    return readPage(answer, 'ScheduledInstance', instanceSchema);
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

const eventSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  /** CREATE or UPDATE */
  action: z.string().nullish(),
  user_id: z.union([idSchema, z.string()]).nullish(),
  monetary_account_id: z.union([idSchema, z.string()]).nullish(),
  /** in a key that names its kind: Payment, DraftPayment, RequestInquiry, MasterCardAction and others */
  object: z.record(z.string(), z.unknown()).nullish(),
  /** FINALIZED or AWAITING_REPLY */
  status: z.string().nullish(),
});

export type BunqEvent = z.infer<typeof eventSchema>;

export interface EventFilter {
  monetaryAccountIds?: readonly number[];
  status?: 'FINALIZED' | 'AWAITING_REPLY';
  /** only what the app shows */
  displayUserEvent?: boolean;
}

const collection = 'user/{userId}/event';

/** What happened to a user, over all accounts. */
export const event = {
  /** Newest first. Safe to repeat. */
  async list(
    caller: BunqCaller,
    input: BunqListQuery & EventFilter & BunqCallOptions = {},
  ): Promise<BunqPage<BunqEvent>> {
    const { deadlineMs, priority, monetaryAccountIds, status, displayUserEvent } = input;
    const query = {
      ...listQuery(input),
      monetary_account_id: monetaryAccountIds?.join(','),
      status,
      display_user_event: displayUserEvent === undefined ? undefined : String(displayUserEvent),
    };
    const answer = await caller.send({ method: 'GET', endpoint: collection, query, deadlineMs, priority });
    return readPage(answer, 'Event', eventSchema);
  },

  /** One event. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { eventId: number }): Promise<BunqEvent> {
    const { eventId, ...options } = input;
    const endpoint = `${collection}/{eventId}`;
    return readOne(
      await caller.send({ ...options, method: 'GET', endpoint, params: { eventId } }),
      'Event',
      eventSchema,
    );
  },
};

import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

const failureSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  category: z.string().nullish(),
  event_type: z.string().nullish(),
  object_id: idSchema.nullish(),
  exception_message: z.string().nullish(),
  /** status our side answered with, if it answered */
  response_code: z.number().nullish(),
});

export type NotificationFilterFailure = z.infer<typeof failureSchema>;

const endpoint = 'user/{userId}/notification-filter-failure';

/** Callbacks that bunq gave up on, after six attempts. */
export const notificationFilterFailure = {
  /** Newest first. Safe to repeat. */
  async list(
    caller: BunqCaller,
    input: BunqListQuery & BunqCallOptions = {},
  ): Promise<BunqPage<NotificationFilterFailure>> {
    const { deadlineMs, priority } = input;
    const answer = await caller.send({ method: 'GET', endpoint, query: listQuery(input), deadlineMs, priority });
    return readPage(answer, 'NotificationFilterFailure', failureSchema);
  },

  /** Has bunq try these again. A callback may therefore come twice, as it may anyway. */
  async retry(caller: BunqCaller, input: BunqCallOptions & { failureIds: readonly number[] }): Promise<void> {
    const { failureIds, ...options } = input;
    // The specification calls the field a string; ids joined by commas is how bunq writes such lists elsewhere.
    const body = JSON.stringify({ notification_filter_failed_ids: failureIds.join(',') });
    await caller.send({ ...options, method: 'POST', endpoint, body });
  },
};

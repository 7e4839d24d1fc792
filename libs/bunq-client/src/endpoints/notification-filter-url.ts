import { z } from 'zod';
import { readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import type { BunqCaller } from '../bunq-caller.js';

/** Recorded in production without an id. */
const filterSchema = z.object({ id: z.number().nullish(), category: z.string(), notification_target: z.string() });

export interface NotificationFilterUrl {
  /** such as MUTATION, PAYMENT, DRAFT_PAYMENT, REQUEST, OAUTH */
  category: string;
  /** HTTPS only; at most two per category */
  notificationTarget: string;
}

interface Where extends BunqCallOptions {
  /** the filters of one account; absent for those of the user */
  monetaryAccountId?: number;
}

/** Which changes bunq calls us back for. A callback is unsigned: read the object before believing it. */
export const notificationFilterUrl = {
  /** The filters of the user, or of one account. Safe to repeat. */
  async list(caller: BunqCaller, input: Where = {}): Promise<NotificationFilterUrl[]> {
    const { monetaryAccountId, ...options } = input;
    const answer = await caller.send({ ...options, method: 'GET', ...place(monetaryAccountId) });
    return readPage(answer, 'NotificationFilterUrl', filterSchema).items.map(toFilter);
  },

  /** Replaces the complete list, `[]` clears it. So it may be sent again whatever became of an earlier try. */
  async replace(
    caller: BunqCaller,
    input: Where & { filters: readonly NotificationFilterUrl[] },
  ): Promise<NotificationFilterUrl[]> {
    const { monetaryAccountId, filters, ...options } = input;
    const body = JSON.stringify({
      notification_filters: filters.map((filter) => ({
        category: filter.category,
        notification_target: filter.notificationTarget,
      })),
    });
    const answer = await caller.send({ ...options, method: 'POST', ...place(monetaryAccountId), body });
    return readPage(answer, 'NotificationFilterUrl', filterSchema).items.map(toFilter);
  },
};

function place(monetaryAccountId: number | undefined): { endpoint: string; params: Record<string, number> } {
  if (monetaryAccountId === undefined) return { endpoint: 'user/{userId}/notification-filter-url', params: {} };
  const endpoint = 'user/{userId}/monetary-account/{monetaryAccountId}/notification-filter-url';
  return { endpoint, params: { monetaryAccountId } };
}

function toFilter(read: z.infer<typeof filterSchema>): NotificationFilterUrl {
  return { category: read.category, notificationTarget: read.notification_target };
}

import { z } from 'zod';
import type { Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { answer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { requireCategory } from './notification-filter-url.js';

const path = '/v1/user/:userId/notification-filter-push';
const allow: readonly Role[] = ['own', 'oauth'];

/** Which messages go to the phone. There is none, so they are only kept. */
export const notificationFilterPushEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({ notification_filters: z.array(z.object({ category: z.string() })) }),
    handle({ bank, caller, body }) {
      for (const { category } of body.notification_filters) requireCategory(category);
      const { pushFilters } = bank.tables;
      for (const old of pushFilters.where('user', caller.user.id)) pushFilters.remove(old.id);
      const kept = body.notification_filters.map(({ category }) =>
        pushFilters.insert({ ...bank.newRow(), userId: caller.user.id, category }),
      );
      return answer(...kept.map(filterObject));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.pushFilters.where('user', caller.user.id), filterObject),
  }),
];

function filterObject(filter: { id: number; createdAt: number; updatedAt: number; category: string }): Json {
  return { NotificationFilterPush: { ...stamps(filter), category: filter.category } };
}

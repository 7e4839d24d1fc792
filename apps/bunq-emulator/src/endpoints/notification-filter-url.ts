import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { NotificationFilter } from '../bank/records.js';
import { invalid } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { type Answer, answer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const allow: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp', 'psp'];
const categories = new Set(
  (
    'BILLING CARD_TRANSACTION_SUCCESSFUL CARD_TRANSACTION_FAILED CHAT DRAFT_PAYMENT IDEAL SOFORT MUTATION OAUTH PAYMENT REQUEST ' +
    'SCHEDULE_RESULT SCHEDULE_STATUS SHARE TAB_RESULT BUNQME_TAB SUPPORT'
  ).split(' '),
);
const body = z.object({
  notification_filters: z.array(z.object({ category: z.string(), notification_target: z.string() })),
});
const levels = [
  '/v1/user/:userId/notification-filter-url',
  '/v1/user/:userId/monetary-account/:accountId/notification-filter-url',
];

export const notificationFilterUrlEndpoints: Endpoint[] = levels.flatMap((path) => [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body,
    handle: ({ bank, caller, params, body }) => replaceFilters(bank, caller, params, body.notification_filters),
  }),
  sessionEndpoint({
    method: 'PUT',
    path,
    allow,
    body,
    handle: ({ bank, caller, params, body }) => replaceFilters(bank, caller, params, body.notification_filters),
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, params, path, query }) =>
      pageOf(bank, { path, query }, filtersAt(bank, caller, levelOf(bank, caller, params)), filterObject),
  }),
]);

/** A post replaces the whole list of its level and answers with it. */
function replaceFilters(
  bank: Bank,
  caller: Caller,
  params: Record<string, string>,
  wanted: { category: string; notification_target: string }[],
): Answer {
  const accountId = levelOf(bank, caller, params);
  for (const filter of wanted) requireFilter(filter);
  for (const category of categories) {
    if (wanted.filter((filter) => filter.category === category).length > 2) {
      throw invalid(`There can be at most 2 URLs for the category "${category}".`);
    }
  }
  for (const old of filtersAt(bank, caller, accountId)) bank.tables.notificationFilters.remove(old.id);
  const filters = wanted.map((filter) =>
    bank.tables.notificationFilters.insert({
      ...bank.newRow(),
      userId: caller.user.id,
      accountId,
      category: filter.category,
      target: filter.notification_target,
    }),
  );
  bank.record('notification_filters_set', { user_id: caller.user.id, account_id: accountId, filters: filters.length });
  return answer(...filters.map(filterObject));
}

function levelOf(bank: Bank, caller: Caller, params: Record<string, string>): number | null {
  return params['accountId'] === undefined ? null : visibleAccount(bank, caller, idIn(params, 'accountId')).id;
}

function filtersAt(bank: Bank, caller: Caller, accountId: number | null): NotificationFilter[] {
  return bank.tables.notificationFilters
    .where('user', caller.user.id)
    .filter((filter) => filter.accountId === accountId);
}

/** @throws Refusal 400 */
export function requireCategory(category: string): void {
  if (!categories.has(category)) throw invalid(`"${category}" is not a valid notification category.`);
}

/** HTTPS only, as at bunq; a receiver on this machine may speak plain HTTP, so that a local stack needs no certificate. */
function requireFilter({
  category,
  notification_target: target,
}: {
  category: string;
  notification_target: string;
}): void {
  requireCategory(category);
  const url = URL.canParse(target) ? new URL(target) : undefined;
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isLocal) throw invalid('The notification target must be an HTTPS URL.');
}

function filterObject(filter: NotificationFilter): Json {
  const fields = { category: filter.category, notification_target: filter.target };
  return { NotificationFilterUrl: { ...stamps(filter), ...fields } };
}

import type { Bank } from '../bank/bank.js';
import type { Payment } from '../bank/records.js';
import { invalid } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { eventObject, eventsOf } from '../objects/event.js';
import { amountOf } from '../objects/labels.js';
import { answer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { parseTimestamp } from '../wire/timestamp.js';

const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

const categories = {
  INCOME: { translated: 'Income', color: '#17614F' },
  SHOPPING: { translated: 'Shopping', color: '#B5651D' },
  TRANSFER: { translated: 'Transfers', color: '#3B5B92' },
  GENERAL: { translated: 'General', color: '#51655F' },
};
type Category = keyof typeof categories;

export const insightsEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/insights',
    allow,
    body: noFields,
    handle({ bank, caller, query }) {
      const groups = Object.groupBy(paymentsIn(bank, caller, query), categoryOf);
      return answer(
        ...Object.entries(categories).flatMap(([category, { translated, color }]) => {
          const payments = Object.entries(groups).find(([name]) => name === category)?.[1] ?? [];
          if (payments.length === 0) return [];
          return [
            {
              InsightCategory: {
                category,
                category_translated: translated,
                category_color: color,
                category_icon: category,
                amount_total: amountOf(payments.reduce((sum, { amount }) => sum + amount, 0n)),
                number_of_transactions: payments.length,
              },
            },
          ];
        }),
      );
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/insights-search',
    allow,
    body: noFields,
    handle({ bank, caller, path, query }) {
      const ids = new Set(
        paymentsIn(bank, caller, query)
          .filter((payment) => query['category'] === undefined || categoryOf(payment) === query['category'])
          .map(({ id }) => id),
      );
      const events = visibleAccounts(bank, caller)
        .flatMap(({ id }) => eventsOf(bank, id))
        .filter(({ id }) => ids.has(id))
        .sort((one, other) => one.id - other.id);
      return pageOf(bank, { path, query }, events, (event) => eventObject(bank, event));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/insight-preference-date',
    allow,
    body: noFields,
    handle: () => answer({ InsightPreferenceDate: { day_of_month: 1 } }),
  }),
];

function paymentsIn(bank: Bank, caller: Caller, query: Record<string, unknown>): Payment[] {
  const [from, to] = [timeIn(query, 'time_start', 0), timeIn(query, 'time_end', Infinity)];
  return visibleAccounts(bank, caller)
    .flatMap(({ id }) => bank.tables.payments.where('account', id))
    .filter(({ createdAt }) => createdAt >= from && createdAt < to);
}

function timeIn(query: Record<string, unknown>, name: string, otherwise: number): number {
  const text = query[name];
  if (text === undefined) return otherwise;
  const time = typeof text === 'string' ? parseTimestamp(text) : undefined;
  if (time === undefined) throw invalid(`The value of "${name}" is not a valid time.`);
  return time;
}

/** Guessed from how the money travelled; the bank knows no better. */
function categoryOf(payment: Payment): Category {
  if (payment.amount > 0n) return 'INCOME';
  if (payment.type === 'MASTERCARD') return 'SHOPPING';
  return payment.type === 'BUNQ' ? 'TRANSFER' : 'GENERAL';
}

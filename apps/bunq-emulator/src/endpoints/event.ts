import type { Bank } from '../bank/bank.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { eventObject, eventsOf, type HappenedEvent } from '../objects/event.js';
import { answer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/event';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

export const eventEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, path, query }) {
      const events = wantedEvents(bank, caller, query);
      return pageOf(bank, { path, query }, events, (event) => eventObject(bank, event));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:eventId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      const wanted = idIn(params, 'eventId');
      const event = wantedEvents(bank, caller, {}).find(({ id }) => id === wanted);
      if (event === undefined) throw notFound('event');
      return answer(eventObject(bank, event));
    },
  }),
];

/** Everything here belongs to an account, so `display_user_event` has nothing to leave out. */
function wantedEvents(bank: Bank, caller: Caller, query: Record<string, unknown>): HappenedEvent[] {
  const { status, monetary_account_id: accountIds, display_user_event: showUserEvents } = query;
  if (status !== undefined && status !== 'FINALIZED' && status !== 'AWAITING_REPLY') {
    throw invalid('The value of "status" must be FINALIZED or AWAITING_REPLY.');
  }
  if (showUserEvents !== undefined && showUserEvents !== 'true' && showUserEvents !== 'false') {
    throw invalid('The value of "display_user_event" must be true or false.');
  }
  const wanted = typeof accountIds === 'string' ? accountIds.split(',').map(Number) : undefined;
  return visibleAccounts(bank, caller)
    .filter(({ id }) => wanted === undefined || wanted.includes(id))
    .flatMap((account) => eventsOf(bank, account.id))
    .filter((event) => status === undefined || event.status === status)
    .sort((one, other) => one.id - other.id);
}

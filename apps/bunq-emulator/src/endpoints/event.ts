import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { eventObject, eventsOf, type HappenedEvent } from '../objects/event.js';

const path = '/v1/user/:userId/event';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

const events = listing({
  path,
  allow,
  param: 'eventId',
  what: 'event',
  visible: ({ bank, caller, query }) => wantedEvents(bank, caller, query),
  object: eventObject,
});

export const eventEndpoints: Endpoint[] = [events.list, events.get];

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

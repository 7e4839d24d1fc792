import type { PartnerRole } from '@sluis/partner-people';

const everybody = ['owner', 'developer', 'viewer'] as const;
const builders = ['owner', 'developer'] as const;
const owners = ['owner'] as const;

/**
 * Every operation of the dashboard, and whose role may do it: the only such table. The guard decides by it, and the test of
 * every operation with every role is made from it.
 */
export const operations = {
  'session.read': everybody,
  'session.end': everybody,
  'overview.read': everybody,
  'search.run': everybody,
  'usage.read': everybody,
  'payments.list': everybody,
  'payments.read': everybody,
  'consents.list': everybody,
  'consents.read': everybody,
  'requests.list': everybody,
  'requests.read': everybody,
  'events.list': everybody,
  'events.read': everybody,
  'events.redeliver': builders,
  'endpoints.read': everybody,
  'endpoints.change': builders,
  'keys.read': everybody,
  'keys.change_test': builders,
  'keys.change_live': owners,
  'redirect_uris.read': everybody,
  'redirect_uris.propose': owners,
  'payer_data.reveal': owners,
  'people.read': owners,
  'people.change': owners,
  'passkeys.read_own': everybody,
  'passkeys.change_own': everybody,
} as const satisfies Record<string, readonly PartnerRole[]>;

export type Operation = keyof typeof operations;

export function mayDo(role: PartnerRole, operation: Operation): boolean {
  return operations[operation].some((allowed) => allowed === role);
}

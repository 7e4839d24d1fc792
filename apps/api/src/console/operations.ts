import type { StaffRole } from '@sluis/staff';

const everybody = ['viewer', 'compliance', 'operator', 'admin'] as const;
const mayReveal = ['compliance', 'admin'] as const;
const mayDecide = ['operator', 'admin'] as const;
const anyDesk = ['compliance', 'operator', 'admin'] as const;

/**
 * Every operation of the console, and whose role may do it: the only such table. The guard decides by it, and the test of
 * every operation with every role is made from it.
 */
export const operations = {
  'session.read': everybody,
  'session.end': everybody,
  'overview.read': everybody,
  'search.run': everybody,
  'payments.list': everybody,
  'payments.read': everybody,
  'consents.list': everybody,
  'consents.read': everybody,
  'consents.read_accesses': everybody,
  'saved_filters.read': everybody,
  'saved_filters.change': everybody,
  'look_ups.read_own': everybody,
  'look_ups.read_all': mayReveal,
  'personal_data.reveal': mayReveal,
  'payments.export': mayReveal,
  'consents.export': mayReveal,
  'evidence.export': mayReveal,
  'fraud.mark': mayReveal,
  'fraud_reports.read': mayReveal,
  'fraud_reports.make': mayReveal,
  'complaints.read': mayReveal,
  'complaints.change': mayReveal,
  'incidents.read': everybody,
  'incidents.open': anyDesk,
  'incidents.change': mayReveal,
  'incidents.export': mayReveal,
  'certificates.read': everybody,
  'certificates.change': anyDesk,
  'reviews.read': everybody,
  'reviews.decide': mayDecide,
  'partners.read': everybody,
  'partner_files.read': everybody,
  'partner_files.review': mayReveal,
  // Which kinds of change a role may ask for or decide, `changeRoles` says beside.
  'changes.read': anyDesk,
  'changes.ask': anyDesk,
  'changes.decide': mayReveal,
} as const satisfies Record<string, readonly StaffRole[]>;

export type Operation = keyof typeof operations;

export function mayDo(roles: readonly StaffRole[], operation: Operation): boolean {
  return roles.some((role) => operations[operation].some((allowed) => allowed === role));
}

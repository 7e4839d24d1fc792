/** Roles of staff, as far as they ask for changes or decide them. */
type Role = 'compliance' | 'operator' | 'admin';

const anyDesk = ['compliance', 'operator', 'admin'] as const;
const deciding = ['compliance', 'admin'] as const;

/** Every kind of change that takes two people, who may ask for it, and who may decide: the only such table. */
export const changeRoles = {
  'partner.status': { ask: anyDesk, decide: deciding },
  'partner.redirect_uri': { ask: anyDesk, decide: deciding },
  'partner.request_limit': { ask: anyDesk, decide: deciding },
  'partner.spending_limits': { ask: anyDesk, decide: deciding },
  'personal_data.erasure': { ask: deciding, decide: deciding },
  'personal_data.retention_run': { ask: deciding, decide: deciding },
  'personal_data.bulk_reveal': { ask: deciding, decide: deciding },
} as const satisfies Record<string, { ask: readonly Role[]; decide: readonly Role[] }>;

export type ChangeKindName = keyof typeof changeRoles;

/** @param roles undefined for an operator at the command line, who holds the platform's own keys */
export function mayForChange(
  roles: readonly string[] | undefined,
  kind: ChangeKindName,
  verb: 'ask' | 'decide',
): boolean {
  return roles === undefined || changeRoles[kind][verb].some((role) => roles.includes(role));
}

import type { QueryConfig } from 'pg';

/**
 * Which rows a transaction may see and write: those of one partner, or all of the platform's. The database enforces it by
 * row-level security; without either it shows none.
 */
export type Reach = { partnerId: string } | 'platform';

/** The account under which processes work: it owns nothing and is subject to row-level security. */
export const applicationRole = 'sluis_app';

const statement = {
  name: 'sluis_reach',
  text: `SELECT set_config('sluis.partner_id', $1, true), set_config('sluis.scope', $2, true)`,
};

/** Prepared on every connection, so that no query has to bring the text along. */
export const reachPreparation: QueryConfig = { ...statement, values: ['', ''] };
export const reachStatementName = statement.name;
export const reachText = statement.text;

export function reachValues(reach: Reach): [partnerId: string, scope: string] {
  return reach === 'platform' ? ['', 'platform'] : [reach.partnerId, 'partner'];
}

/** What a connection is opened with to reach all rows, so that a process of the platform need not say it every time. */
export const platformSession = '-c sluis.scope=platform';

export function sessionOptions(defaultReach: 'platform' | 'none'): string {
  const role = `-c role=${applicationRole}`;
  return defaultReach === 'platform' ? `${role} ${platformSession}` : role;
}

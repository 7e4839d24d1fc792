import type { QueryConfig } from 'pg';

/**
 * Which rows a transaction may see and write: those of one partner, or all of the platform's. The database enforces it by
 * row-level security; without either it shows none.
 */
export type Reach = { partnerId: string } | 'platform';

/** The account under which processes work: it owns nothing and is subject to row-level security. */
export const applicationRole = 'sluis_app';

export const reachStatementName = 'sluis_reach';
export const reachText = `SELECT set_config('sluis.partner_id', $1, true), set_config('sluis.scope', $2, true)`;

const clockLock = `hashtextextended('sluis.clock', 0)`;
/** `reachText` where a clock may move: every transaction holds this lock from its beginning, for the clock to wait for. */
export const reachTextBesideClock = `${reachText}, pg_advisory_xact_lock_shared(${clockLock})`;
/** Waits until no transaction is under way, and keeps new ones waiting. Whoever holds the lock already must not ask. */
export const aloneText = `SELECT pg_advisory_xact_lock(${clockLock})`;

/** Prepared on every connection, so that no query has to bring the text along. */
export function reachPreparation(clockMoves: boolean): QueryConfig {
  return { name: reachStatementName, text: clockMoves ? reachTextBesideClock : reachText, values: ['', ''] };
}

export function reachValues(reach: Reach): [partnerId: string, scope: string] {
  return reach === 'platform' ? ['', 'platform'] : [reach.partnerId, 'partner'];
}

/** What a connection is opened with to reach all rows, so that a process of the platform need not say it every time. */
export const platformSession = '-c sluis.scope=platform';

export function sessionOptions(defaultReach: 'platform' | 'none'): string {
  const role = `-c role=${applicationRole}`;
  return defaultReach === 'platform' ? `${role} ${platformSession}` : role;
}

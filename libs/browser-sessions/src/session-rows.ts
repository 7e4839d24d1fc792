import { createHmac } from 'node:crypto';
import { queryRows, randomToken, tokenHash, type Transaction } from '@sluis/persistence';

/** Where sessions of one kind of people are kept, and how long they last. */
export interface SessionPlace {
  table: string;
  /** The column that names the person. */
  person: string;
  /** A session ends after so long without a request … */
  idleMs: number;
  /** … and after so long at the latest. */
  maxMs: number;
}

export interface UsedSession {
  personId: string;
  /** When the session ends whatever happens. */
  expiresAt: Date;
  /** Set when it is over by time; the caller ends it. */
  over: 'idle' | 'too_old' | undefined;
}

/** Sessions as rows, found by the hash of a cookie of 256 random bits: a copy of the database lets nobody in. */
export class SessionRows {
  constructor(private readonly place: SessionPlace) {}

  /** @returns the session's cookie */
  async open(tx: Transaction, personId: string, columns: Record<string, unknown>): Promise<string> {
    const token = randomToken();
    const { table, person, maxMs } = this.place;
    const names = Object.keys(columns);
    await tx.query(
      `INSERT INTO ${table} (${['token_hash', person, 'expires_at', ...names].join(', ')})
       VALUES ($1, $2, now() + $3 * interval '1 millisecond'${names.map((_, index) => `, $${index + 4}`).join('')})`,
      [tokenHash(token), personId, maxMs, ...Object.values(columns)],
    );
    return token;
  }

  /** Whose session this is; asking counts as use. @returns undefined when it is unknown or ended */
  async use(tx: Transaction, token: string): Promise<UsedSession | undefined> {
    const { table, person, idleMs } = this.place;
    const [session] = await queryRows<{ personId: string; expiresAt: Date; isIdle: boolean; isTooOld: boolean }>(
      tx,
      `UPDATE ${table} s SET last_seen_at = now()
       FROM (SELECT token_hash, last_seen_at FROM ${table} WHERE token_hash = $1 AND ended_at IS NULL FOR UPDATE) before
       WHERE s.token_hash = before.token_hash
       RETURNING s.${person} AS "personId", s.expires_at AS "expiresAt", s.expires_at <= now() AS "isTooOld",
         before.last_seen_at <= now() - $2 * interval '1 millisecond' AS "isIdle"`,
      [tokenHash(token), idleMs],
    );
    if (!session) return undefined;
    const { isIdle, isTooOld, personId, expiresAt } = session;
    return { personId, expiresAt, over: isTooOld ? 'too_old' : isIdle ? 'idle' : undefined };
  }

  /** @returns whose session ended; undefined when there is no such session, or it has ended before */
  async end(tx: Transaction, token: string, reason: string): Promise<string | undefined> {
    const { table, person } = this.place;
    const [ended] = await queryRows<{ personId: string }>(
      tx,
      `UPDATE ${table} SET ended_at = now(), end_reason = $2 WHERE token_hash = $1 AND ended_at IS NULL
       RETURNING ${person} AS "personId"`,
      [tokenHash(token), reason],
    );
    return ended?.personId;
  }
}

/** What a request that changes something must bring along: another site can neither read nor guess it. */
export function formToken(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('form').digest('base64url');
}

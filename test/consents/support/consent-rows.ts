import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import type { Stack } from '../../support/stack.js';

/** Reads and moves rows as no partner could: to look for what must not be there, and to move clocks. */
export class ConsentRows {
  constructor(private readonly stack: Stack) {}

  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.stack.api.get(Transactions).run((tx) => queryRows<Row>(tx, sql, parameters));
  }

  uuid({ id }: { id: string }): string {
    const uuid = fromPublicId('consent', id) ?? fromPublicId('payment', id) ?? fromPublicId('account', id);
    if (uuid === undefined) throw new Error(`${id} is no id`);
    return uuid;
  }

  /** As if the consent had been given `days` earlier; due work comes due with it. */
  async age(consent: { id: string }, days: number): Promise<void> {
    await this.query(
      `UPDATE consents SET valid_until = valid_until - $2 * interval '1 day',
         authorised_at = authorised_at - $2 * interval '1 day', link_expires_at = link_expires_at - $2 * interval '1 day'
       WHERE id = $1`,
      [this.uuid(consent), days],
    );
    await this.wake(consent);
  }

  /** Lets the clock's work look again now, as it would at its time. */
  async wake(consent: { id: string }): Promise<void> {
    await this.query(`UPDATE outbox SET due_at = now() WHERE kind = 'consents.expire' AND subject LIKE '%' || $1`, [
      this.uuid(consent),
    ]);
  }

  async secretsOf(consent: { id: string }): Promise<{ tokens: number; sessions: number }> {
    const [row] = await this.query<{ tokens: number; sessions: number }>(
      `SELECT (SELECT count(*) FROM consents WHERE id = $1::uuid
                 AND (access_token_sealed IS NOT NULL OR withdrawal_token_sealed IS NOT NULL))::int
            + (SELECT count(*) FROM consent_renewals WHERE consent_id = $1::uuid AND access_token_sealed IS NOT NULL)::int AS tokens,
              (SELECT count(*) FROM bunq_sessions WHERE owner LIKE 'consent:' || $1 || '%' AND session_sealed IS NOT NULL)::int AS sessions`,
      [this.uuid(consent)],
    );
    if (!row) throw new Error('no row');
    return row;
  }
}

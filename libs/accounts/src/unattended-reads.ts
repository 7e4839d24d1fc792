import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { queryRows, type Transaction } from '@sluis/persistence';

/** RTS on strong authentication, art. 36(5)(b): without the payer, at most four times in 24 hours. */
export const mostUnattendedReads = 4;

/** Who wants the bank read. Only the payer's own request needs no place in the budget. */
export type ReadTrigger = 'payer' | 'partner' | 'bank_callback' | 'periodic';

/** How many of the four must stay free for those who ask more urgently. */
const keptFree = { partner: 0, bank_callback: 1, periodic: 2 } as const satisfies Record<
  Exclude<ReadTrigger, 'payer'>,
  number
>;

export interface UnattendedBudget {
  remaining: number;
  /** When the oldest read that counts leaves the window; null when none counts. */
  resetsAt: Date | null;
}

export interface FeedKey {
  partnerId: string;
  feedId: string;
}

/** The day's unattended reads of an account are used up. */
export class UnattendedReadsExhaustedError extends DomainError {
  constructor(readonly nextAt: Date) {
    super(
      'unattended_reads_exhausted',
      `Without the payer, the bank may be read ${mostUnattendedReads} times in 24 hours for each account, over all your consents. ` +
        'Send PSU-IP-Address and PSU-User-Agent while the payer is present, or take stored data with Cache-Control: only-if-cached.',
      { retryAfterSeconds: Math.max(1, Math.ceil((nextAt.getTime() - Date.now()) / 1_000)) },
    );
  }
}

/** The clock of art. 36(5)(b), counted in Postgres under a lock, for each partner and account over all its consents. */
@Injectable()
export class UnattendedReads {
  /**
   * Grants one read of the bank, or says when there is room again. The grant commits with the caller's transaction.
   *
   * @param now for tests of the clock; the database's own time when left out
   */
  async take(
    tx: Transaction,
    { partnerId, feedId }: FeedKey,
    trigger: Exclude<ReadTrigger, 'payer'>,
    now?: Date,
  ): Promise<{ granted: true } | { granted: false; nextAt: Date }> {
    const [row] = await queryRows<{ granted: boolean; next_at: Date | null }>(
      tx,
      `SELECT granted, next_at FROM take_unattended_read($1, $2, coalesce($3, clock_timestamp()), $4, $5)`,
      [partnerId, feedId, now ?? null, mostUnattendedReads - keptFree[trigger], trigger],
    );
    if (row?.granted) return { granted: true };
    return { granted: false, nextAt: row?.next_at ?? new Date() };
  }

  /** @returns when this trigger was last granted a read under this consent, as far as the window reaches */
  async lastOf(tx: Transaction, { partnerId, feedId }: FeedKey, trigger: ReadTrigger): Promise<Date | undefined> {
    const [row] = await queryRows<{ last: Date | null }>(
      tx,
      `SELECT max(granted_at) AS last FROM unattended_reads WHERE partner_id = $1 AND feed_id = $2 AND trigger = $3`,
      [partnerId, feedId, trigger],
    );
    return row?.last ?? undefined;
  }

  async budgetOf(tx: Transaction, { partnerId, feedId }: FeedKey): Promise<UnattendedBudget> {
    const [row] = await queryRows<{ used: number; resets_at: Date | null }>(
      tx,
      `SELECT count(*)::integer AS used, min(granted_at) + interval '24 hours 1 millisecond' AS resets_at
       FROM unattended_reads WHERE partner_id = $1 AND granted_at >= now() - interval '24 hours' AND feed_id IN (
         SELECT every.id FROM account_feeds AS own JOIN account_feeds AS every USING (partner_id, account_id)
         WHERE own.partner_id = $1 AND own.id = $2)`,
      [partnerId, feedId],
    );
    return { remaining: Math.max(0, mostUnattendedReads - (row?.used ?? 0)), resetsAt: row?.resets_at ?? null };
  }
}

import { Injectable } from '@nestjs/common';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, Transactions } from '@sluis/persistence';

const rowsAtOnce = 5_000;
const heldForMs = 24 * 3_600_000;

/** A consent has ended: what was read under it is deleted, unless it is on legal hold. That it was read, and when, stays in the audit trail. */
@Injectable()
export class CloseFeed {
  constructor(private readonly transactions: Transactions) {}

  /** A part at a time, so that a long history holds no lock for long. */
  async run(partnerId: string, feedId: string): Promise<WorkResult> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const [held] = await queryRows(
        tx,
        `SELECT 1 FROM account_feeds WHERE partner_id = $1 AND id = $2 AND is_held(partner_id, 'consent', consent_id)`,
        [partnerId, feedId],
      );
      if (held) return { againInMs: heldForMs };
      const [closed] = await queryRows(
        tx,
        `UPDATE account_feeds SET status = 'closed', answered = requested, read_allowed_until = NULL, hinted_at = NULL,
           balance_minor = NULL, balance_currency = NULL, balance_read_at = NULL, transactions_read_at = NULL,
           newest_bunq_payment_id = NULL, oldest_bunq_payment_id = NULL, history_from = NULL,
           history_is_complete = false, scan_kind = NULL, scan_top = NULL, scan_at = NULL, scan_floor = NULL,
           pages_stored = pages_stored + 1
         WHERE partner_id = $1 AND id = $2 AND NOT EXISTS (
           SELECT 1 FROM account_transactions WHERE partner_id = $1 AND feed_id = $2 OFFSET $3) RETURNING 1`,
        [partnerId, feedId, rowsAtOnce],
      );
      await tx.query(
        `DELETE FROM account_transactions WHERE partner_id = $1 AND feed_id = $2 AND (booked_at, bunq_payment_id) IN (
           SELECT booked_at, bunq_payment_id FROM account_transactions
           WHERE partner_id = $1 AND feed_id = $2 ORDER BY booked_at, bunq_payment_id LIMIT $3)`,
        [partnerId, feedId, rowsAtOnce],
      );
      if (!closed) return { againInMs: 1 };
      await tx.query(`DELETE FROM transaction_counterparties WHERE partner_id = $1 AND feed_id = $2`, [
        partnerId,
        feedId,
      ]);
      return 'done';
    });
  }
}

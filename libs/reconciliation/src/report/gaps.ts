import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { newId, queryRows, Transactions, type Transaction } from '@sluis/persistence';

/** Something that does not fit. `subject` names it: a public id, or a list at the bank and an id there. */
export interface Gap {
  kind: string;
  subject: string;
  partnerId: string | null;
  details?: Record<string, string | number | null>;
}

export interface KnownGap extends Gap {
  openedAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
}

/** What does not fit, from when it was first seen until it fits again. */
@Injectable()
export class Gaps {
  private readonly logger = new Logger(Gaps.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Opens what is new, with its alarm, and closes what is open of these kinds and was not found any more. */
  async keep(tx: Transaction, kinds: readonly string[], found: readonly Gap[]): Promise<void> {
    for (const gap of found) await this.open(tx, gap);
    await tx.query(
      `UPDATE reconciliation_gaps g SET closed_at = clock_timestamp()
       WHERE closed_at IS NULL AND kind = ANY ($1) AND NOT EXISTS (
         SELECT 1 FROM unnest($2::text[], $3::text[]) AS f (kind, subject) WHERE f.kind = g.kind AND f.subject = g.subject)`,
      [kinds, found.map(({ kind }) => kind), found.map(({ subject }) => subject)],
    );
  }

  /** Open ones first, then those that were closed within the last day; newest first. */
  list(limit = 1_000): Promise<KnownGap[]> {
    return this.transactions.run((tx) =>
      queryRows(
        tx,
        `SELECT kind, subject, partner_id AS "partnerId", details, opened_at AS "openedAt", last_seen_at AS "lastSeenAt",
                closed_at AS "closedAt"
         FROM reconciliation_gaps WHERE closed_at IS NULL OR closed_at > now() - interval '1 day'
         ORDER BY closed_at DESC NULLS FIRST, opened_at DESC LIMIT $1`,
        [limit],
      ),
    );
  }

  openCounts(tx: Transaction): Promise<{ kind: string; count: number }[]> {
    return queryRows(
      tx,
      `SELECT kind, count(*)::int AS count FROM reconciliation_gaps WHERE closed_at IS NULL GROUP BY kind`,
    );
  }

  private async open(tx: Transaction, { kind, subject, partnerId, details = {} }: Gap): Promise<void> {
    const opened = await queryRows<{ is_new: boolean }>(
      tx,
      `INSERT INTO reconciliation_gaps (id, kind, subject, partner_id, details) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO UPDATE
         SET last_seen_at = clock_timestamp(), details = excluded.details
       RETURNING xmax = 0 AS is_new`,
      [newId(), kind, subject, partnerId, JSON.stringify(details)],
    );
    if (!opened[0]?.is_new) return;
    this.logger.error({ msg: 'the books do not fit', code: kind, subject });
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'reconciliation.gap',
      subject: { type: 'reconciliation', id: subject },
      outcome: 'alarm',
      cause: kind,
      details,
    });
  }
}

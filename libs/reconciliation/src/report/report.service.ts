import { Injectable } from '@nestjs/common';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { metric } from '@sluis/telemetry';
import { Gauge } from 'prom-client';
import { BooksDesks, type BooksDesk } from './books-desk.js';
import { Gaps, type Gap, type KnownGap } from './gaps.js';

/** So many changed resources are checked in one transaction; the rest follows in the next. */
const mostAtOnce = 1_000;
const unownedKind = 'bank_order_of_nobody';

export interface Report {
  checkedUpTo: Date | null;
  gaps: KnownGap[];
  ordersOfNobody: { rail: string; state: string; count: number }[];
  /** Orders whose outcome the bank has not told: no gaps as long as somebody looks. */
  inDoubt: number;
}

/**
 * The continuous report: every resource that changed is checked once, against its attempts, its history, its events and
 * the due work that must move it on; every open gap again and again until it closes.
 */
@Injectable()
export class Reports {
  private readonly openGaps = metric(Gauge, {
    name: 'sluis_reconciliation_gaps',
    help: 'What does not fit between our books and those of the bank',
    labelNames: ['kind'],
  });

  constructor(
    private readonly transactions: Transactions,
    private readonly desks: BooksDesks,
    private readonly gaps: Gaps,
  ) {}

  async run(): Promise<void> {
    for (const desk of this.desks.all()) {
      // What changed meanwhile is for the next round.
      for (let more = true; more;) more = await this.transactions.run((tx) => this.check(tx, desk));
    }
    await this.transactions.run(async (tx) => {
      await this.gaps.keep(tx, [unownedKind], await ordersOfNobody(tx));
      this.openGaps.reset();
      for (const { kind, count } of await this.gaps.openCounts(tx)) this.openGaps.set({ kind }, count);
    });
  }

  async read(): Promise<Report> {
    const gaps = await this.gaps.list();
    return this.transactions.run(async (tx) => {
      const [cursor] = await queryRows<{ at: Date | null }>(
        tx,
        `SELECT max(checked_at) AS at FROM reconciliation_cursors`,
      );
      const counts = await queryRows<Report['ordersOfNobody'][number]>(
        tx,
        `SELECT rail, state, count(*)::int AS count FROM unowned_orders GROUP BY rail, state ORDER BY rail, state`,
      );
      const [doubt] = await queryRows<{ count: number }>(
        tx,
        `SELECT count(*)::int AS count FROM order_attempts WHERE status IN ('unsent', 'unknown')`,
      );
      return { checkedUpTo: cursor?.at ?? null, gaps, ordersOfNobody: counts, inDoubt: doubt?.count ?? 0 };
    });
  }

  /** @returns whether more changed than was looked at */
  private async check(tx: Transaction, desk: BooksDesk): Promise<boolean> {
    const { changed, upTo, isAll } = await changedSince(tx, desk.subjectType);
    const open = await queryRows<{ subject: string }>(
      tx,
      `SELECT DISTINCT subject FROM reconciliation_gaps WHERE closed_at IS NULL AND kind = ANY ($1)`,
      [desk.gapKinds],
    );
    const subjects = new Set([...changed, ...open.map(({ subject }) => subject)]);
    await this.gaps.keep(tx, desk.gapKinds, await desk.findGaps(tx, [...subjects]));
    await tx.query(
      `INSERT INTO reconciliation_cursors (name, xact_id) VALUES ($1, $2::text::xid8)
       ON CONFLICT (name) DO UPDATE SET xact_id = excluded.xact_id, checked_at = clock_timestamp()`,
      [desk.subjectType, upTo],
    );
    return !isAll;
  }
}

/** By the order in which transactions committed for good: nothing that commits late is passed by. */
async function changedSince(
  tx: Transaction,
  subjectType: string,
): Promise<{ changed: string[]; upTo: string; isAll: boolean }> {
  const rows = await queryRows<{ id: string; xact: string; horizon: string }>(
    tx,
    `WITH edge AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon,
       coalesce((SELECT xact_id FROM reconciliation_cursors WHERE name = $1), '0'::xid8) AS since)
     SELECT a.subject_id AS id, a.xact_id::text AS xact, horizon::text FROM audit_records a, edge
     WHERE a.xact_id >= since AND a.xact_id < horizon AND a.subject_type = $1
     ORDER BY a.xact_id LIMIT $2`,
    [subjectType, mostAtOnce],
  );
  const isAll = rows.length < mostAtOnce;
  const [{ horizon } = { horizon: '0' }] = await queryRows<{ horizon: string }>(
    tx,
    `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`,
  );
  // A full page may end within a transaction: that one is looked at again.
  const upTo = isAll ? (rows.at(-1)?.horizon ?? horizon) : (rows.at(-1)?.xact ?? horizon);
  return { changed: [...new Set(rows.map(({ id }) => id))], upTo, isAll };
}

async function ordersOfNobody(tx: Transaction): Promise<Gap[]> {
  const rows = await queryRows<{ subject: string; state: string; bank_status: string }>(
    tx,
    `SELECT bank_list || '/' || bunq_object_id AS subject, state, bank_status FROM unowned_orders
     WHERE is_ours AND state IN ('live', 'accepted') ORDER BY first_seen_at LIMIT 10000`,
  );
  return rows.map(({ subject, state, bank_status }) => ({
    kind: unownedKind,
    subject,
    partnerId: null,
    details: { state, bank_status },
  }));
}

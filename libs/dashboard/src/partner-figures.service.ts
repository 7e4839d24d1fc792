import { Injectable } from '@nestjs/common';
import { firstIdAt, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { Money } from '@sluis/money';

export interface FiguresDay {
  day: string;
  executed: number;
  ended_unpaid: number;
  open: number;
  /** What was executed, in euros. */
  volume: string;
}

export interface Figures {
  as_of: string;
  days: FiguresDay[];
  consents_in_force: number;
  in_review: number;
  requests_open: number;
  deliveries: { pending: number; dead: number };
}

const dayMs = 86_400_000;
const days = 30;
const keptMs = 30_000;
const mostKept = 1_000;
const currency = 'EUR';

/** Figures of one partner for its first page. Counted at most every half minute per process, however many of its people look. */
@Injectable()
export class PartnerFigures {
  private readonly kept = new Map<string, { at: number; figures: Promise<Figures> }>();

  constructor(private readonly transactions: Transactions) {}

  async read(partnerId: string): Promise<Figures> {
    const known = this.kept.get(partnerId);
    if (known && Date.now() - known.at < keptMs) return known.figures;
    const figures = this.count(partnerId);
    this.keep(partnerId, figures);
    try {
      return await figures;
    } catch (error) {
      this.kept.delete(partnerId);
      throw error;
    }
  }

  /** The oldest makes room: a map keeps the order in which its keys came. */
  private keep(partnerId: string, figures: Promise<Figures>): void {
    this.kept.delete(partnerId);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= mostKept) this.kept.delete(oldest);
    this.kept.set(partnerId, { at: Date.now(), figures });
  }

  private count(partnerId: string): Promise<Figures> {
    const now = new Date();
    const firstDay = new Date(Math.floor(now.getTime() / dayMs) * dayMs - (days - 1) * dayMs);
    return this.transactions.forPartner(partnerId, async (tx) => ({
      as_of: now.toISOString(),
      days: await perDay(tx, partnerId, firstDay),
      ...(await counts(tx, partnerId)),
    }));
  }
}

async function perDay(tx: Transaction, partnerId: string, firstDay: Date): Promise<FiguresDay[]> {
  const rows = await queryRows<Omit<FiguresDay, 'volume'> & { minor: string }>(
    tx,
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, coalesce(executed, 0) AS executed, coalesce(unpaid, 0) AS ended_unpaid,
       coalesce(total - executed - unpaid, 0) AS open, coalesce(minor, 0)::text AS minor
     FROM generate_series($2::timestamptz AT TIME ZONE 'UTC', (now() AT TIME ZONE 'UTC')::date, interval '1 day') AS day
     LEFT JOIN (
       SELECT (created_at AT TIME ZONE 'UTC')::date AS on_day, count(*)::integer AS total,
         count(*) FILTER (WHERE status IN ('executed', 'partially_executed'))::integer AS executed,
         count(*) FILTER (WHERE status IN ('rejected', 'cancelled', 'expired', 'failed'))::integer AS unpaid,
         sum(amount_minor) FILTER (WHERE status = 'executed' AND currency = '${currency}') AS minor
       FROM payments WHERE partner_id = $1 AND id >= $3 GROUP BY 1
     ) counted ON counted.on_day = day::date
     ORDER BY day`,
    [partnerId, firstDay, firstIdAt(firstDay)],
  );
  return rows.map(({ minor, ...row }) => ({ ...row, volume: Money.ofMinor(BigInt(minor), currency).toWire().value }));
}

async function counts(tx: Transaction, partnerId: string): Promise<Omit<Figures, 'as_of' | 'days'>> {
  const [row] = await queryRows<Record<'consents' | 'review' | 'requests' | 'pending' | 'dead', number>>(
    tx,
    `SELECT (SELECT count(*)::integer FROM consents WHERE partner_id = $1 AND status = 'authorised') AS consents,
       (SELECT count(*)::integer FROM payments WHERE partner_id = $1 AND status = 'in_review') AS review,
       (SELECT count(*)::integer FROM payment_requests WHERE partner_id = $1 AND status = 'pending') AS requests,
       (SELECT count(*)::integer FROM webhook_deliveries WHERE partner_id = $1 AND status = 'pending') AS pending,
       (SELECT count(*)::integer FROM webhook_deliveries
        WHERE partner_id = $1 AND status = 'dead' AND id >= $2) AS dead`,
    [partnerId, firstIdAt(new Date(Date.now() - 7 * dayMs))],
  );
  return {
    consents_in_force: row?.consents ?? 0,
    in_review: row?.review ?? 0,
    requests_open: row?.requests ?? 0,
    deliveries: { pending: row?.pending ?? 0, dead: row?.dead ?? 0 },
  };
}

import { Injectable } from '@nestjs/common';
import { firstIdAt, queryRows, Transactions, type Transaction } from '@sluis/persistence';

export interface OverviewDay {
  day: string;
  executed: number;
  ended_unpaid: number;
  open: number;
}

export interface Overview {
  as_of: string;
  days: OverviewDay[];
  consents: { authorised: number; authorised_in_30_days: number; revoked_in_30_days: number };
  seconds_to_authorise: { median: number | null; ninety_percent: number | null };
  bank: { in_doubt: number; in_review: number; calls_in_24_hours: number; not_accepted_in_24_hours: number };
  complaints: { open: number; overdue: number };
  incidents: { open: number; near: number; overdue: number };
  certificates: { in_use: number; ending_in_60_days: number; expired: number };
  audit: {
    records_not_sealed: number;
    oldest_not_sealed_seconds: number | null;
    sealed_at: string | null;
    /** Of the outside witness that is furthest behind: age of the oldest signed head it has not confirmed; null without a witness. */
    witness_lag_seconds: number | null;
  };
}

const dayMs = 86_400_000;
const days = 30;
const keptMs = 30_000;
/** Beyond this the number says "many": nobody needs to know how far a sealer is behind to the record. */
const mostUnsealed = 10_000;
/** A witness that confirmed nothing for longer is taken for one that is no longer asked. */
const witnessDays = 30;

/** Figures for the first page. Counted at most every half minute per process, however many people look. */
@Injectable()
export class OverviewFigures {
  private kept: { at: number; figures: Promise<Overview> } | undefined;

  constructor(private readonly transactions: Transactions) {}

  async read(): Promise<Overview> {
    if (!this.kept || Date.now() - this.kept.at > keptMs) {
      this.kept = { at: Date.now(), figures: this.transactions.run((tx) => this.count(tx)) };
    }
    const { figures } = this.kept;
    try {
      return await figures;
    } catch (error) {
      this.kept = undefined;
      throw error;
    }
  }

  private async count(tx: Transaction): Promise<Overview> {
    const now = new Date();
    const firstDay = new Date(Math.floor(now.getTime() / dayMs) * dayMs - (days - 1) * dayMs);
    return {
      as_of: now.toISOString(),
      days: await this.perDay(tx, firstDay),
      consents: await this.consents(tx, firstDay),
      seconds_to_authorise: await this.toAuthorise(tx, now),
      bank: await this.bank(tx, now),
      complaints: await this.complaints(tx),
      incidents: await this.incidents(tx),
      certificates: await this.certificates(tx),
      audit: await this.audit(tx),
    };
  }

  private async perDay(tx: Transaction, firstDay: Date): Promise<OverviewDay[]> {
    const rows = await queryRows<OverviewDay>(
      tx,
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, coalesce(executed, 0) AS executed, coalesce(unpaid, 0) AS ended_unpaid,
         coalesce(total - executed - unpaid, 0) AS open
       FROM generate_series($1::timestamptz AT TIME ZONE 'UTC', (now() AT TIME ZONE 'UTC')::date, interval '1 day') AS day
       LEFT JOIN (
         SELECT (created_at AT TIME ZONE 'UTC')::date AS on_day, count(*)::integer AS total,
           count(*) FILTER (WHERE status IN ('executed', 'partially_executed'))::integer AS executed,
           count(*) FILTER (WHERE status IN ('rejected', 'cancelled', 'expired', 'failed'))::integer AS unpaid
         FROM payments WHERE id >= $2 GROUP BY 1
       ) counted ON counted.on_day = day::date
       ORDER BY day`,
      [firstDay, firstIdAt(firstDay)],
    );
    return rows;
  }

  private async consents(tx: Transaction, firstDay: Date): Promise<Overview['consents']> {
    const [row] = await queryRows<Overview['consents']>(
      tx,
      `SELECT count(*) FILTER (WHERE status = 'authorised')::integer AS authorised,
         count(*) FILTER (WHERE authorised_at >= $1)::integer AS authorised_in_30_days,
         count(*) FILTER (WHERE status = 'revoked' AND ended_at >= $1)::integer AS revoked_in_30_days
       FROM consents`,
      [firstDay],
    );
    return row ?? { authorised: 0, authorised_in_30_days: 0, revoked_in_30_days: 0 };
  }

  /** Of yesterday and today: from the order to the payer's yes at the bank. */
  private async toAuthorise(tx: Transaction, now: Date): Promise<Overview['seconds_to_authorise']> {
    const [row] = await queryRows<Overview['seconds_to_authorise']>(
      tx,
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
         percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS ninety_percent
       FROM (
         SELECT extract(epoch FROM min(t.at) - p.created_at)::double precision AS seconds FROM payments p
         JOIN payment_transitions t ON t.partner_id = p.partner_id AND t.payment_id = p.id
           AND t.status IN ('authorised', 'executed')
         WHERE p.id >= $1 GROUP BY p.partner_id, p.id
       ) taken`,
      [firstIdAt(new Date(now.getTime() - 2 * dayMs))],
    );
    return row ?? { median: null, ninety_percent: null };
  }

  private async bank(tx: Transaction, now: Date): Promise<Overview['bank']> {
    const [row] = await queryRows<Overview['bank']>(
      tx,
      `SELECT (SELECT count(*)::integer FROM payments WHERE status = 'outcome_unknown') AS in_doubt,
         (SELECT count(*)::integer FROM payments WHERE status = 'in_review') AS in_review,
         count(*)::integer AS calls_in_24_hours,
         count(*) FILTER (WHERE outcome <> 'done')::integer AS not_accepted_in_24_hours
       FROM audit_records WHERE action = 'bank.called' AND id >= $1`,
      [firstIdAt(new Date(now.getTime() - dayMs))],
    );
    return row ?? { in_doubt: 0, in_review: 0, calls_in_24_hours: 0, not_accepted_in_24_hours: 0 };
  }

  private async complaints(tx: Transaction): Promise<Overview['complaints']> {
    const [row] = await queryRows<Overview['complaints']>(
      tx,
      `SELECT count(*)::integer AS open, count(*) FILTER (WHERE due_at <= now())::integer AS overdue
       FROM complaints WHERE status <> 'closed'`,
    );
    return row ?? { open: 0, overdue: 0 };
  }

  private async incidents(tx: Transaction): Promise<Overview['incidents']> {
    const [row] = await queryRows<Overview['incidents']>(
      tx,
      `SELECT count(*)::integer AS open, (count(*) FILTER (WHERE next_due_at <= now()))::integer AS overdue,
         (count(*) FILTER (WHERE next_near_at <= now() AND next_due_at > now()))::integer AS near
       FROM incidents WHERE status = 'open'`,
    );
    return row ?? { open: 0, near: 0, overdue: 0 };
  }

  private async certificates(tx: Transaction): Promise<Overview['certificates']> {
    const [row] = await queryRows<Overview['certificates']>(
      tx,
      `SELECT count(*)::integer AS in_use, (count(*) FILTER (WHERE not_after <= now()))::integer AS expired,
         (count(*) FILTER (WHERE not_after > now() AND not_after <= now() + interval '60 days'))::integer AS ending_in_60_days
       FROM certificates WHERE ended_at IS NULL`,
    );
    return row ?? { in_use: 0, ending_in_60_days: 0, expired: 0 };
  }

  private async audit(tx: Transaction): Promise<Overview['audit']> {
    const [row] = await queryRows<Overview['audit']>(
      tx,
      `WITH latest AS (SELECT tree_size, sealed_at FROM audit_heads ORDER BY number DESC LIMIT 1),
         waiting AS (
           SELECT recorded_at FROM audit_records r
           WHERE id >= $1 AND NOT EXISTS (SELECT 1 FROM audit_leaves l WHERE l.record_id = r.id) LIMIT ${mostUnsealed})
       SELECT count(*)::integer AS records_not_sealed,
         extract(epoch FROM now() - min(recorded_at))::double precision AS oldest_not_sealed_seconds,
         (SELECT sealed_at FROM latest) AS sealed_at, (${witnessLag}) AS witness_lag_seconds
       FROM waiting`,
      [firstIdAt(new Date(Date.now() - 3_600_000))],
    );
    return (
      row ?? { records_not_sealed: 0, oldest_not_sealed_seconds: null, sealed_at: null, witness_lag_seconds: null }
    );
  }
}

/** Heads are millions and witnesses a few: from one witness's last row to the next one's. */
const witnessLag = `
  WITH RECURSIVE known AS (
    (SELECT witness, number, witnessed_at FROM audit_witnessed_heads ORDER BY witness DESC, number DESC LIMIT 1)
    UNION ALL
    SELECT next.* FROM known CROSS JOIN LATERAL (
      SELECT witness, number, witnessed_at FROM audit_witnessed_heads WHERE witness < known.witness
      ORDER BY witness DESC, number DESC LIMIT 1) next
  )
  SELECT max(coalesce((
    SELECT extract(epoch FROM now() - sealed_at::timestamptz) FROM audit_heads
    WHERE audit_heads.number > known.number ORDER BY audit_heads.number LIMIT 1), 0))::double precision
  FROM known WHERE witnessed_at > now() - interval '${witnessDays} days'`;

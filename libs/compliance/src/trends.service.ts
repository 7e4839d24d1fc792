import { Injectable } from '@nestjs/common';
import { firstIdAt, queryRows, Transactions, type Transaction } from '@sluis/persistence';

export interface TrendDay {
  day: string;
  /** From the order to the payer's yes at the bank, of payments made on this day. */
  seconds_to_authorise: { median: number | null; ninety_percent: number | null };
  consents: { authorised: number; revoked: number };
  bank: { calls: number; not_accepted: number };
  /** From a record to the signed head that covers it: of the first record of each head, the longest. */
  longest_sealing_seconds: number | null;
}

type Counted<T> = Map<string, T>;

const dayMs = 86_400_000;
const days = 30;
const keptMs = 30_000;
/** A payment can be authorised for a day after it was made; what is older stays as it is. */
const openDays = 3;
/** Times to authorise are taken from so many payments of a day, the last ones: as good, and never slow. */
const sampled = 2_000;

/**
 * The course of a month, day by day. Days that are over are counted once per process, the last ones at most every half
 * minute, however many people look.
 */
@Injectable()
export class Trends {
  private readonly settled = new Map<string, TrendDay>();
  private kept: { at: number; days: Promise<TrendDay[]> } | undefined;

  constructor(private readonly transactions: Transactions) {}

  async read(): Promise<TrendDay[]> {
    if (!this.kept || Date.now() - this.kept.at > keptMs) this.kept = { at: Date.now(), days: this.count() };
    const { days: counted } = this.kept;
    try {
      return await counted;
    } catch (error) {
      this.kept = undefined;
      throw error;
    }
  }

  private async count(): Promise<TrendDay[]> {
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    const wanted = Array.from({ length: days }, (_, index) => dayOf(today - (days - 1 - index) * dayMs));
    const from = wanted.find((day) => !this.settled.has(day)) ?? dayOf(today);
    const counted = await this.transactions.run((tx) => countSince(tx, new Date(from)));
    const course = wanted.map((day) => this.settled.get(day) ?? counted(day));
    this.settled.clear();
    for (const entry of course.slice(0, -openDays)) this.settled.set(entry.day, entry);
    return course;
  }
}

async function countSince(tx: Transaction, from: Date): Promise<(day: string) => TrendDay> {
  const waits = await toAuthorise(tx, from);
  const consents = await ofConsents(tx, from);
  const bank = await ofBank(tx, from);
  const sealing = await ofSealing(tx, from);
  return (day) => ({
    day,
    seconds_to_authorise: waits.get(day) ?? { median: null, ninety_percent: null },
    consents: consents.get(day) ?? { authorised: 0, revoked: 0 },
    bank: bank.get(day) ?? { calls: 0, not_accepted: 0 },
    longest_sealing_seconds: sealing.get(day)?.longest ?? null,
  });
}

function toAuthorise(tx: Transaction, from: Date): Promise<Counted<TrendDay['seconds_to_authorise']>> {
  const starts = Array.from(
    { length: Math.floor((Date.now() - from.getTime()) / dayMs) + 1 },
    (_, index) => from.getTime() + index * dayMs,
  );
  return perDay(
    tx,
    `SELECT started.day, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS ninety_percent
     FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS started (day, first_id, next_id)
     CROSS JOIN LATERAL (
       SELECT partner_id, id, created_at FROM payments WHERE id >= first_id AND id < next_id ORDER BY id DESC LIMIT ${sampled}
     ) p
     CROSS JOIN LATERAL (
       SELECT extract(epoch FROM min(t.at) - p.created_at)::double precision AS seconds FROM payment_transitions t
       WHERE t.partner_id = p.partner_id AND t.payment_id = p.id AND t.status IN ('authorised', 'executed')
     ) taken
     WHERE seconds IS NOT NULL GROUP BY started.day`,
    [
      starts.map(dayOf),
      starts.map((at) => firstIdAt(new Date(at))),
      starts.map((at) => firstIdAt(new Date(at + dayMs))),
    ],
  );
}

function ofConsents(tx: Transaction, from: Date): Promise<Counted<TrendDay['consents']>> {
  return perDay(
    tx,
    `SELECT ${day('at')} AS day, count(*) FILTER (WHERE what = 'authorised')::integer AS authorised,
       count(*) FILTER (WHERE what = 'revoked')::integer AS revoked
     FROM consents CROSS JOIN LATERAL (VALUES
       ('authorised', authorised_at), ('revoked', CASE status WHEN 'revoked' THEN ended_at END)) AS told (what, at)
     WHERE at >= $1 GROUP BY 1`,
    [from],
  );
}

function ofBank(tx: Transaction, from: Date): Promise<Counted<TrendDay['bank']>> {
  return perDay(
    tx,
    `SELECT ${day('recorded_at')} AS day, count(*)::integer AS calls,
       count(*) FILTER (WHERE outcome <> 'done')::integer AS not_accepted
     FROM audit_records WHERE action = 'bank.called' AND id >= $1 GROUP BY 1`,
    [firstIdAt(from)],
  );
}

/** Leaves are in order of commits: the first of a head is about the one that waited longest for it. */
function ofSealing(tx: Transaction, from: Date): Promise<Counted<{ longest: number }>> {
  return perDay(
    tx,
    `SELECT ${day('sealed')} AS day, max(extract(epoch FROM sealed - r.recorded_at))::double precision AS longest
     FROM (
       SELECT sealed_at::timestamptz AS sealed, lag(tree_size) OVER (ORDER BY number) AS first_seq
       FROM audit_heads WHERE number >= coalesce(
         (SELECT number FROM audit_heads WHERE sealed_at < $1 ORDER BY number DESC LIMIT 1), 0)
     ) head
     JOIN audit_leaves l ON l.seq = head.first_seq
     JOIN audit_records r ON r.id = l.record_id
     GROUP BY 1`,
    [from.toISOString()],
  );
}

async function perDay<T extends object>(tx: Transaction, sql: string, values: unknown[]): Promise<Counted<T>> {
  const rows = await queryRows<T & { day: string }>(tx, sql, values);
  return new Map(rows.map((row) => [row.day, row]));
}

function day(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

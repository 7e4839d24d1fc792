import { firstIdAt, queryRows, type Transaction } from '@sluis/persistence';
import { executedMinorOf, executedTransactionsOf } from '../fraud/executed-transactions.js';

const dayMs = 86_400_000;
/** Longer than any report looks at; what lasts longer is counted up to here. */
export const longestWindowMs = 92 * dayMs;
const comparedDays = 30;

/** What our own records say about the time of an incident. Counts and sums, nobody's name. */
export interface IncidentFigures {
  from: string;
  until: string;
  payments: {
    attempted: number;
    executed: number;
    failed: number;
    /** The bank's answer was missing at some time, or somebody has to decide. */
    in_doubt: number;
  };
  /** In euro; orders in other currencies are counted above, and in no sum. */
  value: { attempted: string; executed: string; failed: string; in_doubt: string; currency: 'EUR' };
  touched: { partners: number; payers: number; payments_without_known_payer: number };
  /** Art. 9(1)(d) and (e): failed or in doubt, beside the executed transactions of an average day of the 30 before. */
  beside_average_day: {
    transactions: number;
    value: string;
    affected_transactions_percent: number | null;
    affected_value_percent: number | null;
  };
  /** Calls that ordered or changed something. */
  bank: { calls: number; refused: number; without_answer: number; minutes_without_any_answer: number };
  account_reads: { asked: number; not_answered: number; partners: number };
}

export async function incidentFiguresOf(
  tx: Transaction,
  startedAt: Date,
  endedAt: Date | null,
  now: Date,
): Promise<IncidentFigures> {
  // Reads all that happened meanwhile: more than any other statement may take.
  await tx.query(`SET LOCAL statement_timeout = '2min'`);
  const until = new Date(Math.min((endedAt ?? now).getTime(), startedAt.getTime() + longestWindowMs));
  const [payments, average, bank, reads] = [
    await paymentsIn(tx, startedAt, until),
    await averageDayBefore(tx, startedAt),
    await bankCallsIn(tx, startedAt, until),
    await accountReadsIn(tx, startedAt, until),
  ];
  const minor = {
    attempted: BigInt(payments.attempted_minor),
    executed: BigInt(payments.executed_minor),
    failed: BigInt(payments.failed_minor),
    in_doubt: BigInt(payments.in_doubt_minor),
  };
  return {
    from: startedAt.toISOString(),
    until: until.toISOString(),
    payments: {
      attempted: payments.attempted,
      executed: payments.executed,
      failed: payments.failed,
      in_doubt: payments.in_doubt,
    },
    value: {
      attempted: decimal(minor.attempted),
      executed: decimal(minor.executed),
      failed: decimal(minor.failed),
      in_doubt: decimal(minor.in_doubt),
      currency: 'EUR',
    },
    touched: {
      partners: payments.partners,
      payers: payments.payers,
      payments_without_known_payer: payments.without_payer,
    },
    beside_average_day: {
      transactions: average.transactions / comparedDays,
      value: decimal(average.minor / BigInt(comparedDays)),
      affected_transactions_percent: percent(payments.failed + payments.in_doubt, average.transactions / comparedDays),
      affected_value_percent: percent(Number(minor.failed + minor.in_doubt), Number(average.minor) / comparedDays),
    },
    bank,
    account_reads: reads,
  };
}

/** Ordered in that time, as they stand now. One that failed after it was in doubt counts as failed. */
async function paymentsIn(tx: Transaction, from: Date, until: Date) {
  const [row] = await queryRows<{
    attempted: number;
    executed: number;
    failed: number;
    in_doubt: number;
    attempted_minor: string;
    executed_minor: string;
    failed_minor: string;
    in_doubt_minor: string;
    partners: number;
    payers: number;
    without_payer: number;
  }>(
    tx,
    `WITH ordered AS (
       SELECT p.partner_id, coalesce(p.debtor_iban, p.account_id::text) AS payer,
         CASE WHEN p.currency = 'EUR' THEN p.amount_minor ELSE 0 END AS minor,
         p.status IN ('executed', 'partially_executed') AS is_executed, p.status = 'failed' AS is_failed,
         p.status <> 'failed' AND EXISTS (
           SELECT FROM payment_transitions t WHERE t.partner_id = p.partner_id AND t.payment_id = p.id
             AND t.status IN ('outcome_unknown', 'in_review')) AS is_in_doubt
       FROM payments p WHERE p.id >= $1 AND p.id < $2)
     SELECT count(*)::integer AS attempted,
       (count(*) FILTER (WHERE is_executed))::integer AS executed,
       (count(*) FILTER (WHERE is_failed))::integer AS failed,
       (count(*) FILTER (WHERE is_in_doubt))::integer AS in_doubt,
       coalesce(sum(minor), 0)::text AS attempted_minor,
       coalesce(sum(minor) FILTER (WHERE is_executed), 0)::text AS executed_minor,
       coalesce(sum(minor) FILTER (WHERE is_failed), 0)::text AS failed_minor,
       coalesce(sum(minor) FILTER (WHERE is_in_doubt), 0)::text AS in_doubt_minor,
       (count(DISTINCT partner_id) FILTER (WHERE is_failed OR is_in_doubt))::integer AS partners,
       (count(DISTINCT payer) FILTER (WHERE is_failed OR is_in_doubt))::integer AS payers,
       (count(*) FILTER (WHERE payer IS NULL AND (is_failed OR is_in_doubt)))::integer AS without_payer
     FROM ordered`,
    [firstIdAt(from), firstIdAt(until)],
  );
  if (!row) throw new RangeError('a count has a row');
  return row;
}

/** Of the days before it began: art. 9(1) compares with the daily average, and does not say over which time. */
async function averageDayBefore(tx: Transaction, from: Date): Promise<{ transactions: number; minor: bigint }> {
  const [row] = await queryRows<{ transactions: number; minor: string }>(
    tx,
    `SELECT coalesce(sum(${executedTransactionsOf}), 0)::integer AS transactions,
       coalesce(sum(CASE WHEN p.currency = 'EUR' THEN ${executedMinorOf} ELSE 0 END), 0)::bigint::text AS minor
     FROM payments p WHERE p.id >= $1 AND p.id < $2 AND p.status IN ('executed', 'partially_executed')`,
    [firstIdAt(new Date(from.getTime() - comparedDays * dayMs)), firstIdAt(from)],
  );
  return { transactions: row?.transactions ?? 0, minor: BigInt(row?.minor ?? '0') };
}

async function bankCallsIn(tx: Transaction, from: Date, until: Date): Promise<IncidentFigures['bank']> {
  const [row] = await queryRows<IncidentFigures['bank']>(
    tx,
    `WITH minutes AS (
       SELECT count(*) AS calls, count(*) FILTER (WHERE outcome = 'refused') AS refused,
         count(*) FILTER (WHERE outcome = 'unknown') AS without_answer
       FROM audit_records WHERE action = 'bank.called' AND id >= $1 AND id < $2
       GROUP BY date_trunc('minute', recorded_at))
     SELECT coalesce(sum(calls), 0)::integer AS calls, coalesce(sum(refused), 0)::integer AS refused,
       coalesce(sum(without_answer), 0)::integer AS without_answer,
       (count(*) FILTER (WHERE without_answer = calls))::integer AS minutes_without_any_answer
     FROM minutes`,
    [firstIdAt(from), firstIdAt(until)],
  );
  return row ?? { calls: 0, refused: 0, without_answer: 0, minutes_without_any_answer: 0 };
}

async function accountReadsIn(tx: Transaction, from: Date, until: Date): Promise<IncidentFigures['account_reads']> {
  const [row] = await queryRows<IncidentFigures['account_reads']>(
    tx,
    `SELECT count(*)::integer AS asked, (count(*) FILTER (WHERE outcome <> 'done'))::integer AS not_answered,
       (count(DISTINCT partner_id) FILTER (WHERE outcome <> 'done'))::integer AS partners
     FROM audit_records WHERE action = 'account_information.read' AND id >= $1 AND id < $2`,
    [firstIdAt(from), firstIdAt(until)],
  );
  return row ?? { asked: 0, not_answered: 0, partners: 0 };
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1000) / 10;
}

function decimal(minor: bigint): string {
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

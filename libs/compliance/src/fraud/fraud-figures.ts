import { firstIdAt, queryRows, type Transaction } from '@sluis/persistence';
import { endOf, type HalfYear, nameOf, startOf } from './half-year.js';
import { executedMinorOf, executedTransactionsOf } from './executed-transactions.js';

/** Where the payer's bank is, seen from where we are licensed. */
export const areas = ['domestic', 'cross_border_in_eea', 'outside_eea', 'not_known'] as const;
export type Area = (typeof areas)[number];

export interface FraudCell {
  transactions: number;
  value: string;
  fraudulent: number;
  fraudulent_value: string;
}

/** A row of data breakdown H, in one area. */
export interface FraudRow extends FraudCell {
  row: string;
  name: string;
  area: Area;
}

export interface FraudFigures {
  period: string;
  from: string;
  until: string;
  home_country: string;
  currency: 'EUR';
  rows: FraudRow[];
  /** What the table has no row for, and a supervisor may ask for. */
  beside_the_table: {
    by_finding: { finding: string; transactions: number; value: string }[];
    losses: { borne_by: string; lost: string; recovered: string }[];
  };
  drawn_from: {
    by_rail: { rail: string; transactions: number; value: string }[];
    findings: number;
    /** Executed in another currency than the euro, and therefore in no row. */
    transactions_in_other_currencies: number;
  };
}

interface ExecutedGroup {
  rail: string;
  country: string | null;
  strong: boolean;
  currency: string;
  transactions: number;
  minor: string;
}

interface FraudGroup {
  country: string | null;
  strong: boolean;
  finding: string;
  loss_bearer: string;
  findings: number;
  transactions: number;
  minor: string;
  lost: string;
  recovered: string;
}

/** By ISO 3166. PSD2 licences nobody elsewhere. */
export const countriesOfEea: ReadonlySet<string> = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(' '),
);

/** An order that is not planned is executed within this time after it was made, so that no other has to be read. */
const longestMs = 366 * 86_400_000;

/**
 * The rows of the table. All that we initiate is a credit transfer that is ordered from afar, so two of them are always
 * empty; they stay in the table because the form has them.
 */
const rows: [row: string, name: string, isIn: (group: { strong: boolean }) => boolean][] = [
  ['8', 'Payment transactions initiated by the payment initiation service', () => true],
  ['8.1', 'initiated through a remote channel', () => true],
  ['8.1.1', 'remote, with strong customer authentication', ({ strong }) => strong],
  ['8.1.2', 'remote, without strong customer authentication', ({ strong }) => !strong],
  ['8.2', 'initiated through a non-remote channel', () => false],
  ['8.3.1', 'by credit transfer', () => true],
  ['8.3.2', 'by another instrument', () => false],
];

export async function fraudFiguresOf(tx: Transaction, half: HalfYear, homeCountry: string): Promise<FraudFigures> {
  const from = startOf(half);
  const until = endOf(half);
  const groups = await executedIn(tx, from, until);
  const inEuro = groups.filter(({ currency }) => currency === 'EUR');
  const frauds = await foundIn(tx, from, until);
  const rails = [...new Set(inEuro.map(({ rail }) => rail))].toSorted();
  return {
    period: nameOf(half),
    from: from.toISOString(),
    until: until.toISOString(),
    home_country: homeCountry,
    currency: 'EUR',
    rows: rows.flatMap(([row, name, isIn]) =>
      areas.map((area) => {
        const isHere = (group: { strong: boolean; country: string | null }) =>
          isIn(group) && areaOf(group.country, homeCountry) === area;
        const executed = inEuro.filter(isHere);
        const fraudulent = frauds.filter(isHere);
        return {
          row,
          name,
          area,
          transactions: transactionsOf(executed),
          value: valueOf(executed.map(({ minor }) => minor)),
          fraudulent: transactionsOf(fraudulent),
          fraudulent_value: valueOf(fraudulent.map(({ minor }) => minor)),
        };
      }),
    ),
    beside_the_table: {
      by_finding: ['unauthorised', 'payer_manipulated'].map((finding) => {
        const found = frauds.filter((group) => group.finding === finding);
        return { finding, transactions: transactionsOf(found), value: valueOf(found.map(({ minor }) => minor)) };
      }),
      losses: ['payer', 'reporting_provider', 'others', 'not_known_yet'].map((bearer) => {
        const borne = frauds.filter((group) => group.loss_bearer === bearer);
        return {
          borne_by: bearer,
          lost: valueOf(borne.map(({ lost }) => lost)),
          recovered: valueOf(borne.map(({ recovered }) => recovered)),
        };
      }),
    },
    drawn_from: {
      by_rail: rails.map((rail) => {
        const taken = inEuro.filter((group) => group.rail === rail);
        return { rail, transactions: transactionsOf(taken), value: valueOf(taken.map(({ minor }) => minor)) };
      }),
      findings: frauds.reduce((sum, { findings }) => sum + findings, 0),
      transactions_in_other_currencies: transactionsOf(groups.filter(({ currency }) => currency !== 'EUR')),
    },
  };
}

/**
 * By when the money moved. Of a planned order each time counts, and only the first is one that the payer authenticated. What was paid
 * on a payment request was not initiated by us, and is not counted. */
async function executedIn(tx: Transaction, from: Date, until: Date): Promise<ExecutedGroup[]> {
  return queryRows<ExecutedGroup>(
    tx,
    `WITH moved AS (
       SELECT p.partner_id, p.account_id, p.debtor_iban, p.rail, p.currency, true AS strong,
         ${executedTransactionsOf} AS transactions, ${executedMinorOf} AS minor
       FROM payments p
       WHERE p.id >= $3 AND p.id < $4 AND p.schedule IS NULL AND p.rail <> 'payment_request'
         AND p.status = 'executed' AND p.executed_at >= $1 AND p.executed_at < $2
       UNION ALL
       SELECT p.partner_id, p.account_id, p.debtor_iban, p.rail, p.currency, true,
         ${executedTransactionsOf}, ${executedMinorOf}
       FROM payments p
       JOIN payment_transitions t ON t.partner_id = p.partner_id AND t.payment_id = p.id AND t.version = (
         SELECT max(version) FROM payment_transitions l
         WHERE l.partner_id = p.partner_id AND l.payment_id = p.id AND l.status = 'partially_executed')
       WHERE p.id >= $3 AND p.id < $4 AND p.schedule IS NULL
         AND p.status = 'partially_executed' AND t.at >= $1 AND t.at < $2
       UNION ALL
       SELECT p.partner_id, p.account_id, p.debtor_iban, p.rail, p.currency,
         NOT EXISTS (
           SELECT FROM payment_instances e
           WHERE e.partner_id = i.partner_id AND e.payment_id = i.payment_id AND e.status = 'executed'
             AND e.bunq_instance_id < i.bunq_instance_id),
         coalesce(jsonb_array_length(p.entries), 1), p.amount_minor
       FROM payment_instances i JOIN payments p ON p.partner_id = i.partner_id AND p.id = i.payment_id
       WHERE i.status = 'executed' AND i.updated_at >= $1 AND i.updated_at < $2
     )
     SELECT m.rail, left(coalesce(m.debtor_iban, a.iban), 2) AS country, m.strong, m.currency,
       sum(m.transactions)::integer AS transactions, sum(m.minor)::text AS minor
     FROM moved m LEFT JOIN accounts a ON a.partner_id = m.partner_id AND a.id = m.account_id
     GROUP BY 1, 2, 3, 4`,
    [from, until, firstIdAt(new Date(from.getTime() - longestMs)), firstIdAt(until)],
  );
}

/** By when it was found, with what holds of each payment now. A finding that was taken back is none. */
async function foundIn(tx: Transaction, from: Date, until: Date): Promise<FraudGroup[]> {
  return queryRows<FraudGroup>(
    tx,
    `SELECT left(coalesce(p.debtor_iban, a.iban), 2) AS country,
       jsonb_typeof(p.schedule->'recurrence') IS DISTINCT FROM 'object' AS strong, m.finding, m.loss_bearer,
       count(*)::integer AS findings, sum(m.transactions)::integer AS transactions, sum(m.fraud_minor)::text AS minor,
       sum(m.lost_minor)::text AS lost, sum(m.recovered_minor)::text AS recovered
     FROM (SELECT DISTINCT ON (partner_id, payment_id) * FROM payment_fraud_marks
           ORDER BY partner_id, payment_id, number DESC) m
     JOIN payments p ON p.partner_id = m.partner_id AND p.id = m.payment_id AND p.currency = 'EUR'
     LEFT JOIN accounts a ON a.partner_id = p.partner_id AND a.id = p.account_id
     WHERE m.finding <> 'no_fraud' AND m.found_on >= ($1::timestamptz AT TIME ZONE 'UTC')::date
       AND m.found_on < ($2::timestamptz AT TIME ZONE 'UTC')::date
     GROUP BY 1, 2, 3, 4`,
    [from, until],
  );
}

/** By the country that the payer's IBAN names: that of the bank, or of the branch that keeps the account. */
function areaOf(country: string | null, home: string): Area {
  if (country === null) return 'not_known';
  if (country === home) return 'domestic';
  return countriesOfEea.has(country) ? 'cross_border_in_eea' : 'outside_eea';
}

function transactionsOf(groups: readonly { transactions: number }[]): number {
  return groups.reduce((sum, { transactions }) => sum + transactions, 0);
}

function valueOf(minor: readonly string[]): string {
  const digits = minor
    .reduce((sum, part) => sum + BigInt(part), 0n)
    .toString()
    .padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

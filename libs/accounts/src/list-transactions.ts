import { queryRows, type Transaction } from '@sluis/persistence';
import type { StoredTransaction } from './account-resource.js';
import type { FeedKey } from './unattended-reads.js';

/** Where a page begins: the booking time and the bank's id of the transaction before it. */
export interface TransactionPlace {
  bookedAt: Date;
  bunqPaymentId: number;
}

export type CounterpartyFilter = { iban: string } | { namePart: string };

export interface TransactionFilter {
  limit: number;
  after?: TransactionPlace;
  before?: TransactionPlace;
  /** included */
  from?: Date;
  /** excluded */
  until?: Date;
  amountMin?: bigint;
  amountMax?: bigint;
  counterparty?: CounterpartyFilter;
  cardOnly?: boolean;
}

export interface TransactionPage {
  items: StoredTransaction[];
  hasMore: boolean;
  next: TransactionPlace | null;
}

const columns = `t.booked_at AS "bookedAt", t.bunq_payment_id AS "bunqPaymentId", t.amount_minor AS "amountMinor", t.currency,
  t.kind, t.counterparty_id AS "counterpartyId", t.remittance_information AS "remittanceInformation", t.reference,
  t.balance_after_minor AS "balanceAfterMinor", t.card_use AS "cardUse"`;

/**
 * Up to so many other sides are looked up one by one, the newest of each; each costs one short walk of an index. Of
 * more, so many transactions match that walking the account from the newest meets a page of them soon.
 */
const mostLookedUp = 40;

/** Newest first by booking time; equal times in the bank's order. One page, read by an index whatever is asked. */
export async function listTransactions(
  tx: Transaction,
  feed: FeedKey,
  filter: TransactionFilter,
): Promise<TransactionPage> {
  const isForward = filter.after === undefined && filter.before !== undefined;
  const query = await buildQuery(tx, feed, filter, isForward);
  const rows = query ? await queryRows<StoredTransaction>(tx, query.sql, query.parameters) : [];
  const page = rows.slice(0, filter.limit);
  const hasMore = rows.length > filter.limit;
  const edge = page.at(-1);
  return {
    items: isForward ? page.toReversed() : page,
    hasMore,
    next: hasMore && edge ? { bookedAt: edge.bookedAt, bunqPaymentId: Number(edge.bunqPaymentId) } : null,
  };
}

/** @returns undefined when nothing can match */
export async function buildQuery(
  tx: Transaction,
  { partnerId, feedId }: FeedKey,
  filter: TransactionFilter,
  isForward: boolean,
): Promise<{ sql: string; parameters: unknown[] } | undefined> {
  const parameters: unknown[] = [partnerId, feedId, filter.limit + 1];
  const value = (parameter: unknown) => `$${parameters.push(parameter)}`;
  const conditions = ['t.partner_id = $1', 't.feed_id = $2'];
  const place = filter.after ?? filter.before;
  if (place) {
    const [bookedAt, id] = [value(place.bookedAt), value(place.bunqPaymentId)];
    conditions.push(
      `(t.booked_at, t.bunq_payment_id) ${isForward ? '>' : '<'} (${bookedAt}::timestamptz, ${id}::bigint)`,
    );
  }
  if (filter.from) conditions.push(`t.booked_at >= ${value(filter.from)}`);
  if (filter.until) conditions.push(`t.booked_at < ${value(filter.until)}`);
  if (filter.amountMin !== undefined) conditions.push(`t.amount_minor >= ${value(filter.amountMin.toString())}`);
  if (filter.amountMax !== undefined) conditions.push(`t.amount_minor <= ${value(filter.amountMax.toString())}`);
  if (filter.cardOnly) conditions.push(`t.kind = 'card'`);
  const order = isForward ? 'booked_at, bunq_payment_id' : 'booked_at DESC, bunq_payment_id DESC';
  const pageOf = (where: string[]) =>
    `SELECT t.* FROM account_transactions t WHERE ${where.join(' AND ')} ORDER BY ${order
      .split(', ')
      .map((column) => `t.${column}`)
      .join(', ')} LIMIT $3`;

  let page = pageOf(conditions);
  if (filter.counterparty) {
    const ids = await findCounterparties(tx, { partnerId, feedId }, filter.counterparty);
    if (ids.length === 0) return undefined;
    if (ids.length <= mostLookedUp) {
      const newestOfEach = pageOf([...conditions, 't.counterparty_id = side.id']);
      page = `SELECT found.* FROM unnest(${value(ids)}::uuid[]) AS side (id) CROSS JOIN LATERAL (${newestOfEach}) AS found
              ORDER BY ${order} LIMIT $3`;
    } else {
      const { column, operator, parameter } = matching(filter.counterparty);
      page = pageOf([
        ...conditions,
        `(SELECT c.${column} ${operator} ${value(parameter)} FROM transaction_counterparties c
          WHERE c.partner_id = $1 AND c.feed_id = $2 AND c.id = t.counterparty_id)`,
      ]);
    }
  }
  const sql = `SELECT ${columns}, c.name AS "counterpartyName", c.iban AS "counterpartyIban"
     FROM (${page}) AS t
     LEFT JOIN transaction_counterparties c ON c.partner_id = $1 AND c.feed_id = $2 AND c.id = t.counterparty_id
     ORDER BY ${order
       .split(', ')
       .map((column) => `t.${column}`)
       .join(', ')}`;
  return { sql, parameters };
}

/**
 * One more than are looked up one by one: then it is known that there are more. In order, because else the planner reads
 * the table of all partners from its start, in the hope of meeting enough soon.
 */
async function findCounterparties(
  tx: Transaction,
  { partnerId, feedId }: FeedKey,
  counterparty: CounterpartyFilter,
): Promise<string[]> {
  const rows =
    'iban' in counterparty
      ? await queryRows<{ id: string }>(
          tx,
          `SELECT id FROM transaction_counterparties
           WHERE partner_id = $1 AND feed_id = $2 AND iban = $3 ORDER BY id LIMIT ${mostLookedUp + 1}`,
          [partnerId, feedId, counterparty.iban],
        )
      : await queryRows<{ id: string }>(
          tx,
          `SELECT counterparties_named AS id FROM counterparties_named($1, $2, ${mostLookedUp + 1})`,
          [feedId, likePattern(counterparty.namePart)],
        );
  return rows.map(({ id }) => id);
}

function matching(counterparty: CounterpartyFilter) {
  return 'iban' in counterparty
    ? ({ column: 'iban', operator: '=', parameter: counterparty.iban } as const)
    : ({ column: 'name', operator: 'ILIKE', parameter: likePattern(counterparty.namePart) } as const);
}

/** What a person types is text, not a pattern. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

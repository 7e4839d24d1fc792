import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import { listAnswer, type Json } from './envelope.js';

interface Listed {
  id: number;
  createdAt: number;
}

interface PageRequest {
  /** Path without query, as it is repeated in the page links. */
  path: string;
  query: Record<string, unknown>;
}

/**
 * One page of a listing, newest first. With `newer_id` it holds the items directly above the cursor.
 *
 * @param items in rising order of id
 */
export function pageOf<T extends Listed>(
  bank: Bank,
  { path, query }: PageRequest,
  items: readonly T[],
  render: (item: T) => Json,
) {
  const count = numberFrom(query, 'count') ?? 10;
  if (count < 1 || count > 200) throw invalid('The value of "count" must be between 1 and 200.');
  const newerId = numberFrom(query, 'newer_id');
  const olderId = numberFrom(query, 'older_id');
  if (newerId !== undefined && olderId !== undefined) throw invalid('Use either "newer_id" or "older_id", not both.');

  const lag = bank.switches.listLagSeconds * 1_000_000;
  const visible = lag === 0 ? items : items.filter((item) => item.createdAt + lag <= bank.time());
  let page: T[];
  if (newerId !== undefined) page = visible.filter((item) => item.id > newerId).slice(0, count);
  else page = visible.filter((item) => olderId === undefined || item.id < olderId).slice(-count);
  page.reverse();

  const highest = page[0]?.id;
  const lowest = page.at(-1)?.id;
  const isNewest = highest === visible.at(-1)?.id;
  const isOldest = lowest === visible[0]?.id;
  const prefix = query['count'] === undefined ? `${path}?` : `${path}?count=${count}&`;
  const newer = highest === undefined ? null : `${prefix}newer_id=${highest}`;
  return listAnswer(page.map(render), {
    future_url: isNewest ? newer : null,
    newer_url: isNewest ? null : newer,
    older_url: lowest === undefined || isOldest ? null : `${prefix}older_id=${lowest}`,
  });
}

function numberFrom(query: Record<string, unknown>, name: string): number | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw invalid(`The value of "${name}" must be a number.`);
  return Number(value);
}

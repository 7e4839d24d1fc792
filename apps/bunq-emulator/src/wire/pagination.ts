import type { Bank } from '../bank/bank.js';
import { invalid } from '../bank/refusal.js';
import { listAnswer, type Json } from './envelope.js';

/** What a list can hold. */
export interface Listed {
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
  // Items lie in order, so a page in the middle of a long list is found without reading the list.
  const start = newerId === undefined ? 0 : firstAbove(visible, newerId);
  const end = olderId === undefined ? visible.length : firstAbove(visible, olderId - 1);
  const page =
    newerId === undefined ? visible.slice(Math.max(end - count, 0), end) : visible.slice(start, start + count);
  page.reverse();

  const highest = page[0]?.id;
  const lowest = page.at(-1)?.id;
  const isNewest = highest === visible.at(-1)?.id;
  const isOldest = lowest === visible[0]?.id;
  const prefix = query['count'] === undefined ? `${path}?` : `${path}?count=${count}&`;
  const newer = highest === undefined ? null : `${prefix}newer_id=${highest}`;
  const shown = page.map(render);
  return listAnswer(bank.switches.listsWithoutIds ? shown.map(withoutStamps) : shown, {
    future_url: isNewest ? newer : null,
    newer_url: isNewest ? null : newer,
    older_url: lowest === undefined || isOldest ? null : `${prefix}older_id=${lowest}`,
  });
}

/** Position of the first item whose id is higher, in a list in rising order of id. */
export function firstAbove(items: readonly Listed[], id: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.id ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

function withoutStamps(element: Json): Json {
  return Object.fromEntries(
    Object.entries(element).map(([wrapper, object]) => {
      const { id: _id, created: _created, updated: _updated, ...rest } = { ...Object(object) };
      return [wrapper, rest];
    }),
  );
}

function numberFrom(query: Record<string, unknown>, name: string): number | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw invalid(`The value of "${name}" must be a number.`);
  return Number(value);
}

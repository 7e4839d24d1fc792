import type { BankSight, Resolution, SeenOrder } from './review-desk.js';

/** What the bank shows against a resolution, and whether two operators may stand above it. */
export interface Contradiction {
  code: string;
  mayBeOverridden: boolean;
}

/**
 * Holds a resolution against what the bank shows.
 *
 * @param named the order that the proposal names
 * @returns undefined when nothing speaks against it
 */
export function contradictionOf(
  resolution: Resolution,
  named: number | null,
  sight: BankSight,
): Contradiction | undefined {
  if (resolution === 'adopt') return againstAdoption(named, sight);
  if (resolution === 'executed') return againstExecution(sight);
  return againstEnding(sight);
}

/** True when nothing at the bank could be taken for an equal order that is sent next. */
export function isPlaceFree({ extent, orders }: BankSight): boolean {
  return extent === 'complete' && !orders.some((order) => isLive(order) && order.owner === 'nobody');
}

export function isLive({ status }: SeenOrder): boolean {
  return status === 'pending' || status === 'accepted' || status === 'unrecognised';
}

function againstAdoption(named: number | null, { extent, orders }: BankSight): Contradiction | undefined {
  if (extent === 'none') return hard('bank_not_readable');
  const order = orders.find(({ bunqObjectId }) => bunqObjectId === named);
  if (!order) return hard('not_at_bank');
  if (order.owner === 'another') return hard('belongs_to_another');
  if (order.mismatch !== null) return hard(order.mismatch);
  // The payer could say yes to both.
  const others = orders.filter((other) => other !== order && isLive(other) && other.owner === 'nobody');
  return others.length > 0 ? soft('other_orders_alive') : undefined;
}

function againstExecution({ extent, orders }: BankSight): Contradiction | undefined {
  // Where we have no access any more, the evidence that was named is all there is.
  if (extent === 'none') return undefined;
  const accepted = orders.filter(({ status, owner }) => status === 'accepted' && owner !== 'another');
  if (accepted.length === 0) return soft('not_accepted_at_bank');
  if (accepted.length > 1) return soft('accepted_twice');
  const mismatch = accepted[0]?.mismatch ?? null;
  return mismatch === null ? undefined : soft(mismatch);
}

function againstEnding({ extent, orders }: BankSight): Contradiction | undefined {
  const alive = orders.filter((order) => isLive(order) && order.owner !== 'another');
  if (alive.some(({ status }) => status === 'accepted')) return soft('accepted_at_bank');
  if (alive.length > 0) return soft('alive_at_bank');
  if (extent === 'none') return soft('bank_not_readable');
  return extent === 'partial' ? soft('bank_not_read_to_the_end') : undefined;
}

function hard(code: string): Contradiction {
  return { code, mayBeOverridden: false };
}

function soft(code: string): Contradiction {
  return { code, mayBeOverridden: true };
}

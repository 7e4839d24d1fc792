import { isNamed, type BankOrder } from './bank-order.js';
import type { OrderAttempt } from './order-attempt.entity.js';
import type { FoundOrders, OrderDesk, PlaceableOrder } from './order-desk.js';

export interface OwnOrders extends FoundOrders {
  /** False where the bank's list leaves ids out: an order that is too many could not be taken back there. */
  hasIds: boolean;
}

/**
 * Finds at the bank what may have come of one attempt: orders that look like it, above everything that was known when the
 * attempt was written. Lists lag, so an order that the bank named in an answer is read by its id when the list does not
 * show it; and a list that does not show it yet may owe us others, older ones too, and is not complete.
 */
export async function findOwnOrders<Order extends PlaceableOrder, Place>(
  desk: OrderDesk<Order, Place>,
  place: Place,
  order: Order,
  attempt: OrderAttempt,
): Promise<OwnOrders> {
  const { orders, isComplete } = await desk.listAbove(place, attempt.highWaterMark);
  const own: BankOrder[] = orders.filter((found) => desk.isOwn(order, found));
  const hasIds = orders.every(isNamed);
  const named = attempt.bunqObjectId;
  if (named === null || own.some(({ bunqObjectId }) => bunqObjectId === named))
    return { orders: own, isComplete, hasIds };
  // Where a list leaves ids out, the one without may be the one that the bank named.
  const mayBeShown = own.some(({ bunqObjectId }) => bunqObjectId === undefined);
  return { orders: [...own, await desk.read(place, named)], isComplete: isComplete && mayBeShown, hasIds };
}

import { Injectable } from '@nestjs/common';
import {
  isAlive,
  isNamed,
  OrderAttempts,
  UnownedOrders,
  type BankOrder,
  type OrderDesk,
  type PlaceableOrder,
} from '@sluis/bank-orders';
import { BunqApiError, BunqConsentLostError } from '@sluis/bunq-client';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { BankSight, ReviewDecision, ReviewSubject, SeenOrder } from './review-desk.js';

const reason = 'resolved_in_review';

/** What the bank shows of an order in review that stands on a partner's own account, by the desk that brought it there. */
@Injectable()
export class OrderSights {
  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
    private readonly unowned: UnownedOrders,
  ) {}

  /** @param mismatchOf what differs between the order we sent and one at the bank */
  async look<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    order: Order,
    named: number | null,
    mismatchOf: (seen: BankOrder) => string | undefined,
  ): Promise<BankSight> {
    const { partnerId } = order;
    const attempt = await this.transactions.forPartner(partnerId, (tx) => this.attempts.findNewest(tx, order));
    const place = await desk.placeToFollow(order);
    if (!place) return { extent: 'none', orders: [] };
    try {
      const { orders, isComplete } = await desk.listAbove(place, attempt?.highWaterMark ?? 0);
      const own = orders.filter((found) => desk.isOwn(order, found));
      for (const bunqObjectId of new Set([order.bunqObjectId, attempt?.bunqObjectId ?? null, named])) {
        if (bunqObjectId === null || own.some((found) => found.bunqObjectId === bunqObjectId)) continue;
        const found = await readIfThere(desk, place, bunqObjectId);
        if (found) own.push(found);
      }
      const seen = await this.transactions.forPartner(partnerId, (tx) => this.describe(tx, order, own, mismatchOf));
      return { extent: isComplete ? 'complete' : 'partial', orders: seen };
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      return { extent: 'none', orders: [] };
    }
  }

  /** Asks for what still waits there to be taken back; where the bank takes nothing back nothing happens. */
  async withdraw<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    order: Order,
    { orders }: BankSight,
  ): Promise<void> {
    const place = desk.canWithdraw ? await desk.placeToFollow(order) : undefined;
    if (!place) return;
    for (const { bunqObjectId, status, owner } of orders) {
      if (bunqObjectId === null || status !== 'pending' || owner === 'another') continue;
      try {
        await desk.withdraw(place, bunqObjectId);
      } catch (error) {
        // Answered or ended meanwhile: the look that follows says which.
        if (!(error instanceof BunqApiError)) throw error;
      }
    }
  }

  async keepsPlace(tx: Transaction, { partnerId, id }: ReviewSubject): Promise<boolean> {
    return (await this.attempts.findNewest(tx, { partnerId, id }))?.status === 'unsettled';
  }

  /** The attempt says what became of it; while something alike may still move at the bank it keeps its place instead. */
  async settle(tx: Transaction, { partnerId, id }: ReviewSubject, decision: ReviewDecision): Promise<void> {
    const { resolution, bunqObjectId, mayReleasePlace } = decision;
    const attempt = await this.attempts.findNewest(tx, { partnerId, id });
    if (attempt?.status !== 'unsettled' || !mayReleasePlace) return;
    const isOrdered = resolution === 'adopt' || resolution === 'executed';
    await this.attempts.resolve(tx, attempt, isOrdered ? 'accepted' : 'refused', {
      outcome: reason,
      ...(bunqObjectId === null ? {} : { bunqObjectId }),
    });
  }

  async releasePlace(tx: Transaction, { partnerId, id }: ReviewSubject): Promise<void> {
    const attempt = await this.attempts.findNewest(tx, { partnerId, id });
    if (attempt?.status === 'unsettled') await this.attempts.resolve(tx, attempt, 'refused', { outcome: reason });
  }

  private async describe(
    tx: Transaction,
    order: PlaceableOrder,
    orders: readonly BankOrder[],
    mismatchOf: (seen: BankOrder) => string | undefined,
  ): Promise<SeenOrder[]> {
    const free = await this.attempts.withoutAdopted(tx, order, orders.filter(isNamed));
    const ids = free.map(({ bunqObjectId }) => bunqObjectId);
    const explained = await this.unowned.explained(tx, order.rail, ids);
    const freeIds = new Set(ids.filter((id) => !explained.has(id)));
    return orders.map((seen) => {
      const { bunqObjectId, status, rawStatus } = seen;
      const isThis = bunqObjectId !== undefined && bunqObjectId === order.bunqObjectId;
      const isFree = bunqObjectId === undefined || freeIds.has(bunqObjectId);
      return {
        bunqObjectId: bunqObjectId ?? null,
        status,
        rawStatus,
        owner: isThis ? 'this' : isFree ? 'nobody' : 'another',
        mismatch: mismatchOf(seen) ?? null,
        isNews: !isThis && isFree && isAlive(seen),
      };
    });
  }
}

async function readIfThere<Order extends PlaceableOrder, Place>(
  desk: OrderDesk<Order, Place>,
  place: Place,
  bunqObjectId: number,
): Promise<BankOrder | undefined> {
  try {
    return await desk.read(place, bunqObjectId);
  } catch (error) {
    if (error instanceof BunqApiError && !(error instanceof BunqConsentLostError) && error.status === 404)
      return undefined;
    throw error;
  }
}

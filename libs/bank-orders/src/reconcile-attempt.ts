import { Injectable, Logger } from '@nestjs/common';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { isAlive, isNamed, type BankOrder, type NamedOrder } from './bank-order.js';
import type { OrderAttempt } from './order-attempt.entity.js';
import { OrderAttempts, type OpenAttempt } from './order-attempts.js';
import type { FoundOrders, OrderDesk, PlaceableOrder } from './order-desk.js';
import { findOwnOrders, type OwnOrders } from './own-orders.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

/** One send and two more of the same bytes; beyond that a person looks. */
const mostSends = 3;
const quietReads = 2;

interface Decision {
  result: WorkResult;
  surplus: NamedOrder[];
}

/**
 * Finds out what became of an attempt whose answer never came: wait until a slow bank can have finished, read its list,
 * withdraw what is too many and adopt the one order that is left. Only after two empty reads, apart in time, do the same
 * bytes go out again, and two more reads must find no other order before its answer is believed. What cannot be told
 * within its time goes to review, with its place kept, so that nothing alike is sent meanwhile.
 *
 * What cannot be withdrawn is never sent again: a list that does not show it yet would make two of it. Where the list leaves
 * ids out that holds for any order, and a person looks.
 */
@Injectable()
export class ReconcileAttempt {
  private readonly logger = new Logger(ReconcileAttempt.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
    private readonly withdrawSurplus: WithdrawSurplus,
    private readonly config: Config,
  ) {}

  /** @param place undefined when the bank can no longer be read for this order */
  async run<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    order: Order,
    place: Place | undefined,
  ): Promise<WorkResult> {
    const { env } = this.config;
    const { partnerId } = order;
    const open = await this.transactions.forPartner(partnerId, (tx) => this.attempts.findOpen(tx, order));
    if (open?.attempt.status !== 'unknown') return 'done';
    const review = (reason: string) =>
      this.transactions.forPartner(partnerId, (tx) => this.review(tx, desk, order, reason));
    if (!place) return review('bank_access_lost');
    const settleMs = env.RECONCILE_SETTLE_MS - open.msSinceUnknown;
    if (settleMs > 0) return { againInMs: settleMs };
    const gapMs = env.RECONCILE_READ_GAP_MS - open.msSinceLastRead;
    if (gapMs > 0) return { againInMs: gapMs };

    let found: OwnOrders;
    try {
      found = await findOwnOrders(desk, place, order, open.attempt);
    } catch (error) {
      if (error instanceof BunqConsentLostError) return review('bank_access_lost');
      // A list that could not be read in all that time tells nothing either.
      const isOverdue = open.msSinceUnknown > env.RECONCILE_GIVE_UP_MS;
      if (isOverdue && error instanceof BunqError) return review('outcome_never_known');
      throw error;
    }
    const { result, surplus } = await this.transactions.forPartner(partnerId, (tx) =>
      this.decide(tx, desk, order, found),
    );
    await this.withdrawSurplus.withdraw(desk, place, order, surplus);
    return result;
  }

  private async decide<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    { partnerId, id }: Order,
    found: OwnOrders,
  ): Promise<Decision> {
    const order = await desk.lock(tx, partnerId, id);
    const open = order && (await this.attempts.findOpen(tx, order));
    if (!order || open?.attempt.status !== 'unknown') return { result: 'done', surplus: [] };
    const { attempt } = open;
    const review = (reason: string) => alone(this.review(tx, desk, order, reason));
    const isOverdue = open.msSinceUnknown > this.config.env.RECONCILE_GIVE_UP_MS;
    const named = await this.attempts.withoutAdopted(tx, order, found.orders.filter(isNamed));
    const accepted = named.filter(({ status }) => status === 'accepted');
    if (accepted.length > 1) return review('accepted_twice');
    const best = bestOf(named, attempt.bunqObjectId);
    const surplus = named.filter((other) => other !== best && isAlive(other));
    // Nobody is let in to say yes until there is nothing else to say yes to: withdraw first, look again, then adopt.
    if (surplus.length > 0 && !isOverdue && desk.canWithdraw) return { result: this.later, surplus };
    if (surplus.length > 0) return review('duplicates_not_withdrawn');

    // One that is there but has no id can be neither adopted nor withdrawn; it may be the one that an answer named.
    const unnamed = found.orders.filter((other) => !isNamed(other) && isAlive(other));
    if (unnamed.length > (attempt.bunqObjectId === null ? 0 : 1)) {
      // Of two that wait, the one that an answer named can be taken back; then one is left for the person who looks.
      const isTwice = unnamed.filter(isPending).length > 1 && desk.canWithdraw;
      const { result } = await review('order_without_id');
      return { result, surplus: isTwice ? named.filter(isPending) : [] };
    }
    // Sent once, there is one at most. After more sends a list that lags may show the first before the next.
    const isAlone = attempt.sends === 1 && attempt.bunqObjectId === null;
    const isSureOfBest = best && (isAlone || (await this.isQuiet(tx, open, found)));
    if (best && isSureOfBest) return alone(this.adopt(tx, desk, order, attempt, best));
    if (best && !isOverdue) return alone(this.later);

    if (isOverdue) return review('outcome_never_known');
    const isAbsent = await this.isQuiet(tx, open, found);
    const maySendAgain = desk.canWithdraw && desk.maySendAgain?.(order) !== false;
    if (!isAbsent || order.endRequested || !maySendAgain) return alone(this.later);
    // Sent again it could be there twice, and neither could be taken back: later reads would not help either.
    if (!found.hasIds) return review('outcome_never_known');
    if (attempt.sends >= mostSends) return review('sent_too_often');
    return alone(this.sendAgain(tx, order, attempt));
  }

  /** Counts this read, and tells whether enough of them, apart in time and complete, showed nothing more. */
  private async isQuiet(
    tx: Transaction,
    { attempt, msSinceLastRead }: OpenAttempt,
    found: FoundOrders,
  ): Promise<boolean> {
    if (!found.isComplete || msSinceLastRead < this.config.env.RECONCILE_READ_GAP_MS) return false;
    await this.attempts.countEmptyRead(tx, attempt);
    return attempt.emptyReads + 1 >= quietReads;
  }

  /** Some more looks follow, by the same due work. */
  private async adopt<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    { bunqObjectId }: NamedOrder,
  ): Promise<WorkResult> {
    const how = 'found_at_bank';
    await this.attempts.resolve(tx, attempt, 'accepted', { outcome: how, bunqObjectId });
    await desk.adopt(tx, order, bunqObjectId, how);
    return this.later;
  }

  private get later(): WorkResult {
    return { againInMs: this.config.env.RECONCILE_READ_GAP_MS };
  }

  /** Back to `unsent`, from where the placing side sends the stored bytes; the doubt of the first send stays noted. */
  private async sendAgain(tx: Transaction, order: PlaceableOrder, attempt: OrderAttempt): Promise<WorkResult> {
    await this.attempts.markUnsent(tx, attempt, 'absent_from_list');
    const { id: order_id, rail } = order;
    this.logger.warn({
      msg: 'an order is absent from the bank and goes out again',
      order_id,
      rail,
      count: attempt.sends,
    });
    return { againInMs: 1 };
  }

  private async review<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    { partnerId, id }: Order,
    reason: string,
  ): Promise<'done'> {
    const order = await desk.lock(tx, partnerId, id);
    const open = order && (await this.attempts.findOpen(tx, order));
    if (!order || !open) return 'done';
    await this.attempts.resolve(tx, open.attempt, 'unsettled', { outcome: reason });
    await desk.review(tx, order, reason);
    await desk.raiseAlarm(tx, order, reason);
    return 'done';
  }
}

function isPending({ status }: BankOrder): boolean {
  return status === 'pending';
}

/** What already moved money, else what an answer named, else the first that still may, else the first. */
function bestOf(orders: readonly NamedOrder[], candidateId: number | null): NamedOrder | undefined {
  const byAge = orders.toSorted((left, right) => left.bunqObjectId - right.bunqObjectId);
  return (
    byAge.find(({ status }) => status === 'accepted') ??
    byAge.find((order) => order.bunqObjectId === candidateId && isAlive(order)) ??
    byAge.find(isAlive) ??
    byAge[0]
  );
}

/** A result with nothing to withdraw. */
async function alone(result: Promise<WorkResult> | WorkResult): Promise<Decision> {
  return { result: await result, surplus: [] };
}

import { Injectable, Logger } from '@nestjs/common';
import { BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { isNamed, type NamedOrder } from './bank-order.js';
import type { OrderAttempt } from './order-attempt.entity.js';
import { OrderAttempts } from './order-attempts.js';
import type { OrderDesk, PlaceableOrder } from './order-desk.js';
import { findOwnOrders } from './own-orders.js';

/** Takes back what is too many at the bank, so that one order is never carried out twice. */
@Injectable()
export class WithdrawSurplus {
  private readonly logger = new Logger(WithdrawSurplus.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
    private readonly config: Config,
  ) {}

  /** Withdraws these, each with its alarm, whether the bank agreed or not. */
  async withdraw<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    place: Place,
    order: Order,
    surplus: readonly NamedOrder[],
  ): Promise<void> {
    for (const { bunqObjectId } of surplus) {
      let cause = 'duplicate_order_withdrawn';
      try {
        await desk.withdraw(place, bunqObjectId);
      } catch (error) {
        if (!(error instanceof BunqError)) throw error;
        cause = 'duplicate_order_not_withdrawn';
        const { name: kind } = desk;
        this.logger.error({ msg: 'a duplicate could not be withdrawn', kind, order_id: order.id, error: error.name });
      }
      await this.alarmOnce(desk, order, cause, bunqObjectId);
    }
  }

  /**
   * Looks again after an order was adopted in doubt: a list that lagged, or a first send that was slow, may show another
   * one only now.
   */
  async watch<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    place: Place,
  ): Promise<WorkResult> {
    const { orders } = await findOwnOrders(desk, place, order, attempt);
    const others = orders.filter(isNamed).filter(({ bunqObjectId }) => bunqObjectId !== order.bunqObjectId);
    const surplus = await this.transactions.forPartner(order.partnerId, (tx) =>
      this.ofNobody(tx, order, attempt, others),
    );
    for (const { bunqObjectId } of surplus.filter(({ status }) => status === 'accepted'))
      await this.alarmOnce(desk, order, 'duplicate_order_accepted', bunqObjectId);
    const pending = surplus.filter(({ status }) => status === 'pending');
    if (desk.canWithdraw) await this.withdraw(desk, place, order, pending);
    return { againInMs: this.config.env.RECONCILE_READ_GAP_MS };
  }

  /**
   * An order under way that looks like it may be what these belong to; it sorts them out itself. The open attempts are
   * read first: whatever was open when the list was read is then either still open or seen as adopted.
   */
  private async ofNobody(
    tx: Transaction,
    order: PlaceableOrder,
    attempt: OrderAttempt,
    found: NamedOrder[],
  ): Promise<NamedOrder[]> {
    if (found.length === 0 || (await this.attempts.isAnyAlikeOpen(tx, attempt))) return [];
    return this.attempts.withoutAdopted(tx, order, found);
  }

  private async alarmOnce<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    { partnerId, id }: Order,
    cause: string,
    bunqObjectId: number,
  ): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const current = await desk.lock(tx, partnerId, id);
      if (current) await desk.raiseAlarmOnce(tx, current, cause, { bunq_object_id: bunqObjectId });
    });
  }
}

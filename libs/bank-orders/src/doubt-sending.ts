import { Injectable } from '@nestjs/common';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { OrderAttempts } from './order-attempts.js';
import type { BankRail, OrderDesk, PlaceableOrder } from './order-desk.js';

/** What was on its way when a backup was made may have arrived since: from now on it is in doubt, and looked for. */
@Injectable()
export class DoubtSending {
  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
  ) {}

  /** @param lookAgain makes it due to find out */
  async run<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    rails: readonly BankRail[],
    lookAgain: (tx: Transaction, order: Order) => Promise<void>,
  ): Promise<void> {
    const sending = await this.transactions.run((tx) =>
      queryRows<{ id: string; partnerId: string }>(
        tx,
        `SELECT order_id AS id, partner_id AS "partnerId" FROM order_attempts
         WHERE rail = ANY ($1) AND status IN ('sending', 'unsent')`,
        [rails],
      ),
    );
    for (const { partnerId, id } of sending) {
      await this.transactions.forPartner(partnerId, async (tx) => {
        const order = await desk.lock(tx, partnerId, id);
        const open = order && (await this.attempts.findOpen(tx, order));
        if (!order || !open || open.attempt.status === 'unknown') return;
        await this.attempts.markUnknown(tx, open.attempt, 'restored');
        if (order.status === 'submitting') await desk.doubt(tx, order, 'restored');
        await lookAgain(tx, order);
      });
    }
  }
}

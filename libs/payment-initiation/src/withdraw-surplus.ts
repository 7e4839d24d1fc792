import { Injectable, Logger } from '@nestjs/common';
import { BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import { isNamed, OwnOrders, withoutAdopted, type NamedOrder } from './own-orders.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentTransitions } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';

/** Takes back what is too many at the bank, so that nobody can be asked to pay one payment twice. */
@Injectable()
export class WithdrawSurplus {
  private readonly logger = new Logger(WithdrawSurplus.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PaymentTransitions,
    private readonly ownOrders: OwnOrders,
    private readonly gateway: BunqPaymentGateway,
    private readonly config: Config,
  ) {}

  /** Withdraws these orders, each with its alarm, whether the bank agreed or not. */
  async withdraw(place: BankPlace, payment: Payment, orders: readonly NamedOrder[]): Promise<void> {
    for (const { bunqObjectId } of orders) {
      let cause = 'duplicate_order_withdrawn';
      try {
        await this.gateway.cancel(place, bunqObjectId);
      } catch (error) {
        if (!(error instanceof BunqError)) throw error;
        cause = 'duplicate_order_not_withdrawn';
        this.logger.error({
          msg: 'a duplicate order could not be withdrawn',
          payment_id: payment.id,
          error: error.name,
        });
      }
      await this.alarmOnce(payment, cause, bunqObjectId);
    }
  }

  /**
   * Looks again after an order was adopted in doubt: a list that lagged, or a first send that was slow, may show another
   * one only now.
   */
  async watch(payment: Payment, attempt: PaymentAttempt, place: BankPlace): Promise<WorkResult> {
    const { orders } = await this.ownOrders.find(place, payment, attempt);
    const others = orders.filter(isNamed).filter(({ bunqObjectId }) => bunqObjectId !== payment.bunqObjectId);
    const surplus = await this.transactions.forPartner(payment.partnerId, (tx) =>
      this.ofNobody(tx, payment, attempt, others),
    );
    for (const { bunqObjectId } of surplus.filter(({ status }) => status === 'accepted'))
      await this.alarmOnce(payment, 'duplicate_order_accepted', bunqObjectId);
    await this.withdraw(
      place,
      payment,
      surplus.filter(({ status }) => status === 'pending'),
    );
    return { againInMs: this.config.env.RECONCILE_READ_GAP_MS };
  }

  /**
   * An equal payment under way may be what these belong to; it sorts them out itself. The open attempts are read first:
   * whatever was open when the list was read is then either still open or seen as adopted.
   */
  private async ofNobody(
    tx: Transaction,
    payment: Payment,
    { tupleHash }: PaymentAttempt,
    orders: NamedOrder[],
  ): Promise<NamedOrder[]> {
    if (orders.length === 0) return [];
    const [equal] = await queryRows(
      tx,
      `SELECT 1 FROM payment_attempts WHERE tuple_hash = $1 AND status IN ('sending', 'unsent', 'unknown', 'unsettled')`,
      [tupleHash],
    );
    if (equal) return [];
    return withoutAdopted(tx, payment, orders);
  }

  private async alarmOnce(payment: Payment, cause: string, bunqObjectId: number): Promise<void> {
    await this.transactions.forPartner(payment.partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, payment.partnerId, payment.id);
      if (current) await this.transitions.raiseAlarmOnce(tx, current, cause, { bunq_object_id: bunqObjectId });
    });
  }
}

import { Injectable } from '@nestjs/common';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { BankOrder } from './bank-order.js';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentResources } from './payment-resource.js';
import type { Payment } from './payment.entity.js';

/** An order whose id the bank told. */
export type NamedOrder = BankOrder & { bunqObjectId: number };

/** Finds at the bank what may have come of one attempt. */
@Injectable()
export class OwnOrders {
  constructor(
    private readonly gateway: BunqPaymentGateway,
    private readonly resources: PaymentResources,
  ) {}

  /**
   * Orders that match the payment, above everything that was known when the attempt was written. Lists lag, so an order
   * that the bank named in an answer is read by its id when the list does not show it.
   */
  async find(
    place: BankPlace,
    payment: Payment,
    attempt: PaymentAttempt,
  ): Promise<{ orders: BankOrder[]; isComplete: boolean }> {
    const { orders, isComplete } = await this.gateway.listAbove(place, attempt.highWaterMark);
    const ours = orders.filter((order) => this.isOurs(order, payment));
    const named = attempt.bunqObjectId;
    if (named !== null && !ours.some(({ bunqObjectId }) => bunqObjectId === named))
      ours.push(await this.gateway.read(place, named));
    return { orders: ours, isComplete };
  }

  private isOurs(order: BankOrder, payment: Payment): boolean {
    // Only we cancel, and only what is too many or no longer wanted: never what a payment waits for.
    if (order.status === 'cancelled') return false;
    if (payment.rail === 'draft') return order.reference === toPublicId('payment', payment.id);
    if (payment.rail === 'issuer_transaction')
      return order.reference === `${this.resources.pageUrl(payment) ?? ''}/return`;
    return (
      order.debtorIban === payment.debtorIban &&
      order.creditorIban === payment.creditorIban &&
      order.amount.equals(payment.amount)
    );
  }
}

export function isNamed(order: BankOrder): order is NamedOrder {
  return order.bunqObjectId !== undefined;
}

/** Money moved by it, or may still move. */
export function isAlive({ status }: BankOrder): boolean {
  return status === 'pending' || status === 'accepted' || status === 'unrecognised';
}

/** Those of `orders` that no other payment has made its own. */
export async function withoutAdopted(
  tx: Transaction,
  payment: Payment,
  orders: readonly NamedOrder[],
): Promise<NamedOrder[]> {
  const adopted = await queryRows<{ id: string }>(
    tx,
    `SELECT bunq_object_id AS id FROM payments WHERE rail = $1 AND bunq_object_id = ANY($2::bigint[]) AND id <> $3`,
    [payment.rail, orders.map(({ bunqObjectId }) => bunqObjectId), payment.id],
  );
  const taken = new Set(adopted.map(({ id }) => Number(id)));
  return orders.filter(({ bunqObjectId }) => !taken.has(bunqObjectId));
}

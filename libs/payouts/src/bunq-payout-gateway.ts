import { Injectable } from '@nestjs/common';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import type { ConnectionAccess } from '@sluis/bank-connections';
import { payment, type ListedPayment } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { mostPages, pageSize, pointerTo, type PayoutGateway } from './payout-gateway.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's. What we call a payout, bunq calls a payment: a movement that exists once the money has moved. */
@Injectable()
export class BunqPayoutGateway implements PayoutGateway {
  /** The exact bytes of the order; they are stored before they are sent. */
  serialise(payout: Payout): string {
    return payment.serialise({
      amount: payout.amount.toWire(),
      counterparty: pointerTo(payout),
      description: payout.remittanceInformation,
      merchantReference: payout.publicId,
    });
  }

  /** @returns the bank's id of the movement */
  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return payment.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read({ caller, bunqMonetaryAccountId }: ConnectionAccess, paymentId: number): Promise<BankOrder> {
    return fromMovement(await payment.get(caller, { monetaryAccountId: bunqMonetaryAccountId, paymentId }));
  }

  /** What left the account, above `afterId`, newest first. */
  async listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    const orders: BankOrder[] = [];
    let olderId: number | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const { items, pagination } = await payment.list(caller, {
        monetaryAccountId: bunqMonetaryAccountId,
        count: pageSize,
        olderId,
        priority: 'payment',
      });
      const news = items.filter(({ id }) => id === undefined || id > afterId);
      orders.push(...news.map(fromMovement).filter(({ amount }) => amount.minorUnits < 0n));
      if (pagination.olderId === undefined || news.length < items.length) return { orders, isComplete: true };
      olderId = pagination.olderId;
    }
    return { orders, isComplete: false };
  }
}

function fromMovement(movement: ListedPayment): BankOrder {
  const amount = Money.fromWire(movement.amount);
  const debtorIban = movement.alias?.iban ?? undefined;
  const creditorIban = movement.counterparty_alias?.iban ?? undefined;
  const reference = movement.merchant_reference ?? undefined;
  // A movement has no status of its own; one that the bank holds back has not moved yet.
  const isHeld = Boolean(movement.payment_suspended_outgoing);
  return {
    bunqObjectId: movement.id,
    status: isHeld ? 'pending' : 'accepted',
    rawStatus: isHeld ? 'SUSPENDED' : 'BOOKED',
    amount,
    debtorIban,
    creditorIban,
    reference,
    publicUuid: undefined,
    booked: isHeld ? undefined : { amount, debtorIban, creditorIban, reference },
  };
}

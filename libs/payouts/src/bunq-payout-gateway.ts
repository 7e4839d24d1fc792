import { Injectable } from '@nestjs/common';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import type { ConnectionAccess } from '@sluis/bank-connections';
import { payment, type ListedPayment } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { mostPages, readAbove, toBunqPayment, type PayoutGateway } from './payout-gateway.js';
import { linesOf } from './payout-lines.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's. What we call a payout, bunq calls a payment: a movement that exists once the money has moved. */
@Injectable()
export class BunqPayoutGateway implements PayoutGateway {
  /** The exact bytes of the order; they are stored before they are sent. */
  serialise(payout: Payout): string {
    const [line] = linesOf(payout);
    if (!line) throw new RangeError('a payout without anything to pay');
    return payment.serialise(toBunqPayment(line));
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
    const found = await readAbove(
      afterId,
      maximumPages,
      (query) => payment.list(caller, { ...query, monetaryAccountId: bunqMonetaryAccountId, priority: 'payment' }),
      fromMovement,
    );
    return { ...found, orders: found.orders.filter(({ amount }) => amount.minorUnits < 0n) };
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

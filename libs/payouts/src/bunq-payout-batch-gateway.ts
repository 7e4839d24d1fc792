import { Injectable } from '@nestjs/common';
import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import { paymentBatch, type PaymentBatch } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { fromBooked } from '@sluis/payment-initiation';
import { mostPages, readAbove, toBunqPayment, type PayoutGateway } from './payout-gateway.js';
import { linesOf, ownerOf } from './payout-lines.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's `payment-batch`: several movements that the bank makes together, or none of them. */
@Injectable()
export class BunqPayoutBatchGateway implements PayoutGateway {
  serialise(payout: Payout): string {
    return paymentBatch.serialise(linesOf(payout).map(toBunqPayment));
  }

  /** @returns the bank's id of the batch */
  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return paymentBatch.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read({ caller, bunqMonetaryAccountId }: ConnectionAccess, paymentBatchId: number): Promise<BankOrder> {
    return fromBatch(await paymentBatch.get(caller, { monetaryAccountId: bunqMonetaryAccountId, paymentBatchId }));
  }

  listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    return readAbove(
      afterId,
      maximumPages,
      (query) => paymentBatch.list(caller, { ...query, monetaryAccountId: bunqMonetaryAccountId, priority: 'payment' }),
      fromBatch,
    );
  }
}

/** A batch has no status: it is there once its payments are. One that the bank holds back has not moved yet. */
function fromBatch({ id, payments }: PaymentBatch): BankOrder {
  const movements = payments?.Payment ?? [];
  const [first] = movements;
  const isHeld = movements.some((movement) => Boolean(movement.payment_suspended_outgoing));
  const moved = movements.filter((movement) => !movement.payment_suspended_outgoing);
  return {
    bunqObjectId: id ?? undefined,
    status: isHeld ? 'pending' : 'accepted',
    rawStatus: isHeld ? 'SUSPENDED' : 'BOOKED',
    amount: movements
      .map(({ amount }) => Money.fromWire(amount))
      .reduce((sum, amount) => sum.plus(amount), Money.ofMinor(0n, first?.amount.currency ?? 'EUR')),
    debtorIban: first?.alias?.iban ?? undefined,
    creditorIban: undefined,
    reference: ownerOf(first?.merchant_reference),
    publicUuid: undefined,
    booked: undefined,
    lines: movements.map(({ amount, counterparty_alias: counterparty }) => ({
      amount: Money.fromWire(amount),
      creditorIban: counterparty?.iban ?? undefined,
    })),
    bookings: moved.flatMap((movement) => fromBooked(movement) ?? []),
  };
}

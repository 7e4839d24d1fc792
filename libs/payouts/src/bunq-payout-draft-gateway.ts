import { Injectable } from '@nestjs/common';
import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import { draftPayment, type DraftPayment } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { fromBooked, readStandingOrder, toBunqSchedule, type StandingOrder } from '@sluis/payment-initiation';
import { mostPages, readAbove, toBunqPayment, type PayoutGateway } from './payout-gateway.js';
import { linesOf, ownerOf } from './payout-lines.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's `draft-payment`, as an app writes it that may move no money by itself. */
@Injectable()
export class BunqPayoutDraftGateway implements PayoutGateway {
  serialise(payout: Payout): string {
    return draftPayment.serialise({
      entries: linesOf(payout).map(toBunqPayment),
      schedule: payout.schedule ? toBunqSchedule(payout.schedule) : undefined,
    });
  }

  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return draftPayment.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read({ caller, bunqMonetaryAccountId }: ConnectionAccess, draftPaymentId: number): Promise<BankOrder> {
    return fromDraft(await draftPayment.get(caller, { monetaryAccountId: bunqMonetaryAccountId, draftPaymentId }));
  }

  listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    return readAbove(
      afterId,
      maximumPages,
      (query) => draftPayment.list(caller, { ...query, monetaryAccountId: bunqMonetaryAccountId }),
      fromDraft,
    );
  }

  readStanding(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    standing: NonNullable<BankOrder['standing']>,
  ): Promise<StandingOrder> {
    return readStandingOrder(caller, bunqMonetaryAccountId, standing);
  }

  /** Asks the bank to take it back. Only a later read tells whether it did. */
  async withdraw({ caller, bunqMonetaryAccountId }: ConnectionAccess, draftPaymentId: number): Promise<void> {
    await draftPayment.cancel(caller, { monetaryAccountId: bunqMonetaryAccountId, draftPaymentId });
  }
}

const statuses: Record<string, BankOrder['status']> = {
  PENDING: 'pending',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** Amounts as of a movement: what leaves the account is negative. */
function fromDraft({ id, status, entries, object }: Omit<DraftPayment, 'id'> & { id: number | undefined }): BankOrder {
  const [entry, ...more] = entries ?? [];
  const amount = (entries ?? [])
    .map((line) => Money.fromWire(line.amount))
    .reduce((sum, line) => sum.plus(line), Money.ofMinor(0n, entry?.amount.currency ?? 'EUR'));
  const movement = object?.Payment;
  const plan = object?.ScheduledPayment ?? object?.ScheduledPaymentBatch;
  const movements = object?.PaymentBatch?.payments?.Payment;
  const creditorIban = more.length === 0 ? (entry?.counterparty_alias?.iban ?? undefined) : undefined;
  return {
    bunqObjectId: id,
    status: statuses[status] ?? 'unrecognised',
    rawStatus: status,
    amount: Money.ofMinor(-amount.minorUnits, amount.currency),
    debtorIban: entry?.alias?.iban ?? undefined,
    creditorIban,
    reference: ownerOf(entry?.merchant_reference),
    publicUuid: undefined,
    booked: movement?.amount
      ? {
          amount: Money.fromWire(movement.amount),
          debtorIban: movement.alias?.iban ?? undefined,
          creditorIban: movement.counterparty_alias?.iban ?? undefined,
          reference: movement.merchant_reference ?? undefined,
        }
      : undefined,
    lines: (entries ?? []).map((line) => ({
      amount: Money.fromWire(line.amount),
      creditorIban: line.counterparty_alias?.iban ?? undefined,
    })),
    bookings: (movements ?? (movement && [movement]))?.flatMap((one) => fromBooked(one) ?? []),
    standing: plan && { bunqScheduleId: plan.id, rawStatus: plan.status ?? 'UNKNOWN' },
  };
}

import { Injectable } from '@nestjs/common';
import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import { schedulePayment, type ScheduledPayment } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { readStandingOrder, toBunqSchedule, type StandingOrder } from '@sluis/payment-initiation';
import { mostPages, readAbove, toBunqPayment, type PayoutGateway } from './payout-gateway.js';
import { linesOf, ownerOf } from './payout-lines.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's `schedule-payment`: a plan of the account's owner, which the bank carries out by itself. */
@Injectable()
export class BunqPayoutPlanGateway implements PayoutGateway {
  serialise(payout: Payout): string {
    const [line] = linesOf(payout);
    if (!line || payout.schedule === null) throw new RangeError('a plan without anything to pay, or without a time');
    return schedulePayment.serialise({ payment: toBunqPayment(line), schedule: toBunqSchedule(payout.schedule) });
  }

  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return schedulePayment.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read({ caller, bunqMonetaryAccountId }: ConnectionAccess, schedulePaymentId: number): Promise<BankOrder> {
    return fromPlan(await schedulePayment.get(caller, { monetaryAccountId: bunqMonetaryAccountId, schedulePaymentId }));
  }

  listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    return readAbove(
      afterId,
      maximumPages,
      (query) => schedulePayment.list(caller, { ...query, monetaryAccountId: bunqMonetaryAccountId }),
      fromPlan,
    );
  }

  /** Asks the bank to pay no more of it. Only a later read tells whether it did, and what it paid until then. */
  async withdraw({ caller, bunqMonetaryAccountId }: ConnectionAccess, schedulePaymentId: number): Promise<void> {
    await schedulePayment.cancel(caller, { monetaryAccountId: bunqMonetaryAccountId, schedulePaymentId });
  }

  readStanding(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    standing: NonNullable<BankOrder['standing']>,
  ): Promise<StandingOrder> {
    return readStandingOrder(caller, bunqMonetaryAccountId, standing);
  }
}

/** A plan can be taken back until it is over. */
const statuses: Record<string, BankOrder['status']> = {
  ACTIVE: 'pending',
  FINISHED: 'accepted',
  CANCELLED: 'cancelled',
};

function fromPlan({ id, status, payment }: ScheduledPayment): BankOrder {
  return fromPlanned({ id, status, payments: payment ? [payment] : [] });
}

type Planned = Pick<ScheduledPayment, 'id' | 'status'> & { payments: NonNullable<ScheduledPayment['payment']>[] };

/** Amounts as of a movement: what leaves the account is negative. */
export function fromPlanned({ id, status, payments }: Planned): BankOrder {
  const rawStatus = status ?? 'UNKNOWN';
  const [first, ...more] = payments;
  const lines = payments.map(({ amount, counterparty_alias: counterparty }) => {
    const size = amount ? Money.fromWire(amount).absolute() : Money.ofMinor(0n, 'EUR');
    return {
      amount: Money.ofMinor(-size.minorUnits, size.currency),
      creditorIban: counterparty?.iban ?? undefined,
    };
  });
  return {
    bunqObjectId: id ?? undefined,
    status: statuses[rawStatus] ?? 'unrecognised',
    rawStatus,
    amount: lines.reduce((sum, { amount }) => sum.plus(amount), Money.ofMinor(0n, lines[0]?.amount.currency ?? 'EUR')),
    debtorIban: first?.alias?.iban ?? undefined,
    creditorIban: more.length === 0 ? (first?.counterparty_alias?.iban ?? undefined) : undefined,
    reference: ownerOf(first?.merchant_reference),
    publicUuid: undefined,
    booked: undefined,
    lines,
    standing: id === undefined || id === null ? undefined : { bunqScheduleId: id, rawStatus },
  };
}

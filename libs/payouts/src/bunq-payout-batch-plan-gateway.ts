import { Injectable } from '@nestjs/common';
import type { ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import { schedulePaymentBatch, type ScheduledPaymentBatch } from '@sluis/bunq-client';
import { readStandingOrder, toBunqSchedule, type StandingOrder } from '@sluis/payment-initiation';
import { fromPlanned } from './bunq-payout-plan-gateway.js';
import { mostPages, readAbove, toBunqPayment, type PayoutGateway } from './payout-gateway.js';
import { linesOf } from './payout-lines.js';
import type { Payout } from './payout.entity.js';

/** Our words ⇄ bunq's `schedule-payment-batch`: a plan of many, made together each time it falls due. */
@Injectable()
export class BunqPayoutBatchPlanGateway implements PayoutGateway {
  serialise(payout: Payout): string {
    if (payout.schedule === null) throw new RangeError('a plan without a time');
    const payments = linesOf(payout).map(toBunqPayment);
    return schedulePaymentBatch.serialise({ payments, schedule: toBunqSchedule(payout.schedule) });
  }

  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return schedulePaymentBatch.create(access.caller, { ...sending, monetaryAccountId: access.bunqMonetaryAccountId });
  }

  async read(access: ConnectionAccess, schedulePaymentBatchId: number): Promise<BankOrder> {
    const where = { monetaryAccountId: access.bunqMonetaryAccountId, schedulePaymentBatchId };
    return fromPlan(await schedulePaymentBatch.get(access.caller, where));
  }

  listAbove(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    afterId: number,
    maximumPages = mostPages,
  ): Promise<FoundOrders> {
    return readAbove(
      afterId,
      maximumPages,
      (query) => schedulePaymentBatch.list(caller, { ...query, monetaryAccountId: bunqMonetaryAccountId }),
      fromPlan,
    );
  }

  /** Asks the bank to pay no more of it. Only a later read tells whether it did, and what it paid until then. */
  async withdraw(access: ConnectionAccess, schedulePaymentBatchId: number): Promise<void> {
    const where = { monetaryAccountId: access.bunqMonetaryAccountId, schedulePaymentBatchId };
    await schedulePaymentBatch.cancel(access.caller, where);
  }

  readStanding(
    { caller, bunqMonetaryAccountId }: ConnectionAccess,
    standing: NonNullable<BankOrder['standing']>,
  ): Promise<StandingOrder> {
    return readStandingOrder(caller, bunqMonetaryAccountId, standing);
  }
}

function fromPlan({ id, status, payments }: ScheduledPaymentBatch): BankOrder {
  return fromPlanned({ id, status, payments: payments ?? [] });
}

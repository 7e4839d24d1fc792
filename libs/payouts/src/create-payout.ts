import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { capabilitiesOf, type UsableConnection } from '@sluis/bank-connections';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { Outbox } from '@sluis/outbox';
import { requireStartAhead, type PaymentEntry, type PaymentSchedule } from '@sluis/payment-initiation';
import { Payees } from '@sluis/payees';
import type { Transaction } from '@sluis/persistence';
import { PayoutTransitions } from './payout-transitions.js';
import { railOf } from './payout-rail.js';
import { Payout, subjectOf } from './payout.entity.js';

export interface NewPayout {
  /** From the idempotency key, so that the payout is known again when its row was lost and its request comes once more. */
  id: string;
  partnerId: string;
  amount: Money;
  creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
  remittanceInformation: string;
  reference: string | null;
  /** Of a batch; then it has no creditor, and its amount is their sum. */
  entries: PaymentEntry[] | null;
  /** When the bank is to pay, once or again and again; null for at once. */
  schedule: PaymentSchedule | null;
  /** Of a refund. */
  paymentId: string | null;
  /** Of a refund of an order of many. */
  paymentEntry: number | null;
  /** Of a refund of a planned payment. */
  paymentInstanceId: string | null;
}

/** What a connection must be able to do for money to leave its account: at once, or once its owner confirms. */
export const payingCapabilities = ['payouts', 'payout_drafts'] as const;

/** Writes a payout, batch or refund, with its due work: it goes to the bank at once. */
@Injectable()
export class CreatePayout {
  constructor(
    private readonly payees: Payees,
    private readonly transitions: PayoutTransitions,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @throws DomainError request_invalid when the account would pay itself
   * @throws DomainError schedule_not_possible when it would begin in the past
   */
  async run(
    tx: Transaction,
    {
      id,
      partnerId,
      amount,
      creditor,
      remittanceInformation,
      reference,
      entries,
      schedule,
      paymentId,
      paymentEntry,
      paymentInstanceId,
    }: NewPayout,
    { connection, account }: UsableConnection,
    actor: AuditActor,
  ): Promise<Payout> {
    const creditors = entries?.map((entry) => entry.creditor) ?? [creditor];
    const self = creditors.findIndex(({ iban }) => iban === account.iban);
    if (self >= 0) {
      const detail = 'is the account itself, which cannot pay itself';
      throw new DomainError('request_invalid', `The creditor ${detail}.`, {
        fields: [{ pointer: entries ? `/entries/${self}/creditor` : '/creditor', code: 'invalid', detail }],
      });
    }
    const now = new Date();
    if (schedule) requireStartAhead(schedule, now);
    const isRefund = paymentId !== null;
    const verifications = isRefund ? [] : await this.payees.verify(tx, partnerId, creditors);
    const payout = tx.create(Payout, {
      partnerId,
      id,
      kind: entries ? 'payout_batch' : isRefund ? 'refund' : 'payout',
      paymentId,
      paymentEntry,
      paymentInstanceId,
      rail: railOf({
        hasKey: capabilitiesOf(connection).includes('payouts'),
        isPlanned: schedule !== null,
        isBatch: entries !== null,
      }),
      connectionId: connection.id,
      accountId: account.id,
      status: 'received',
      version: 1,
      amountMinor: amount.minorUnits,
      currency: amount.currency,
      creditorName: creditor.name,
      creditorIban: creditor.iban,
      creditorEmail: creditor.email,
      creditorPhone: creditor.phone,
      payeeVerification: entries ? null : (verifications[0] ?? null),
      debtorIban: account.iban,
      remittanceInformation,
      reference,
      entries: entries?.map((entry, index) => ({ ...entry, payee_verification: verifications[index] })) ?? null,
      schedule,
      scheduleStatus: null,
      scheduleOverSince: null,
      bunqScheduleId: null,
      bunqObjectId: null,
      endRequested: null,
      failureStage: null,
      failureReason: null,
      reviewReason: null,
      createdAt: now,
      updatedAt: now,
      executedAt: null,
    });
    await this.transitions.begin(tx, payout, actor);
    await this.outbox.schedule(tx, { kind: 'payouts.submit', subject: subjectOf(payout), partnerId });
    return payout;
  }
}

import { Injectable } from '@nestjs/common';
import type { AlarmDetails, BankOrder, FoundOrders, OrderDesk, OrderTrace } from '@sluis/bank-orders';
import { Consents } from '@sluis/consents';
import { Outbox } from '@sluis/outbox';
import { toPublicId, type Transaction } from '@sluis/persistence';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import { followSubject } from './follow-subject.js';
import { entryReference } from './payment-entries.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentTransitions } from './payment-transitions.js';
import { isOrdered, type OrderedPayment } from './payment.entity.js';
import { traceOfAccounts, traceOfReference } from './payment-trace.js';

/** Payments as the engine of bank orders sees them: their bytes, their place at the bank, their moves. */
@Injectable()
export class PaymentDesk implements OrderDesk<OrderedPayment, BankPlace> {
  readonly name = 'payments';
  readonly canWithdraw = true;

  constructor(
    private readonly transitions: PaymentTransitions,
    private readonly places: BankPlaces,
    private readonly gateway: BunqPaymentGateway,
    private readonly resources: PaymentResources,
    private readonly consents: Consents,
    private readonly outbox: Outbox,
  ) {}

  /** @returns undefined for one that goes by a payment request: it never becomes an order of its own */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<OrderedPayment | undefined> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    return payment && isOrdered(payment) ? payment : undefined;
  }

  bodyOf(payment: OrderedPayment): string {
    return this.gateway.serialise(payment, this.returnUrl(payment));
  }

  likenessOf(payment: OrderedPayment): readonly (string | null)[] {
    const { rail, debtorIban, creditorIban, creditorEmail, creditorPhone, amountMinor, currency, id } = payment;
    // Only a PSP draft comes back without a reference of ours: there payer, payee and amount are all there is.
    const reference = rail === 'psp_draft' ? '' : id;
    return [debtorIban, creditorIban ?? creditorEmail ?? creditorPhone, amountMinor.toString(), currency, reference];
  }

  listOf({ rail, accountId }: OrderedPayment): string {
    return rail === 'draft' ? `draft/${accountId ?? ''}` : rail;
  }

  traceOf(payment: OrderedPayment): OrderTrace {
    const reference = payment.rail === 'draft' ? referenceOf(payment) : this.returnUrl(payment);
    return payment.rail === 'psp_draft'
      ? { text: traceOfAccounts(payment), isCertain: false }
      : { text: traceOfReference(payment.rail, reference), isCertain: true };
  }

  isOwn(payment: OrderedPayment, found: BankOrder): boolean {
    // Only we cancel, and only what is too many or no longer wanted: never what a payment waits for.
    if (found.status === 'cancelled') return false;
    if (payment.rail === 'draft') return found.reference === referenceOf(payment);
    if (payment.rail === 'issuer_transaction') return found.reference === this.returnUrl(payment);
    return (
      found.debtorIban === payment.debtorIban &&
      found.creditorIban === payment.creditorIban &&
      found.amount.equals(payment.amount)
    );
  }

  place(payment: OrderedPayment): Promise<BankPlace | undefined> {
    return this.places.ofPayment(payment);
  }

  placeToFollow(payment: OrderedPayment): Promise<BankPlace | undefined> {
    return this.places.toFollow(payment);
  }

  create(place: BankPlace, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return this.gateway.create(place, sending);
  }

  listAbove(place: BankPlace, afterId: number): Promise<FoundOrders> {
    return this.gateway.listAbove(place, afterId);
  }

  read(place: BankPlace, bunqObjectId: number): Promise<BankOrder> {
    return this.gateway.read(place, bunqObjectId);
  }

  withdraw(place: BankPlace, bunqObjectId: number): Promise<void> {
    return this.gateway.cancel(place, bunqObjectId);
  }

  begin(tx: Transaction, payment: OrderedPayment): Promise<void> {
    return this.transitions.move(tx, payment, 'submitting', { actor: { type: 'platform' } });
  }

  doubt(tx: Transaction, payment: OrderedPayment, reason: string | undefined): Promise<void> {
    return this.transitions.move(tx, payment, 'outcome_unknown', { actor: { type: 'platform' }, reason });
  }

  /** From here on the payer may authorise it. */
  async adopt(tx: Transaction, payment: OrderedPayment, bunqObjectId: number, how: string): Promise<void> {
    await this.transitions.move(tx, payment, 'awaiting_authorisation', {
      actor: { type: 'bank' },
      reason: how,
      patch: { bunqObjectId, bankStatus: 'PENDING' },
    });
    await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
  }

  fail(tx: Transaction, payment: OrderedPayment, reason: string): Promise<void> {
    const patch = { failureStage: 'submission', failureReason: reason } as const;
    return this.transitions.move(tx, payment, 'failed', { actor: { type: 'bank' }, reason, patch });
  }

  async endUnsent(tx: Transaction, payment: OrderedPayment): Promise<void> {
    if (payment.endRequested === null) return;
    await this.transitions.move(tx, payment, payment.endRequested, {
      actor: { type: 'platform' },
      reason: 'never_sent',
    });
  }

  review(tx: Transaction, payment: OrderedPayment, reason: string): Promise<void> {
    const patch = { reviewReason: reason };
    return this.transitions.move(tx, payment, 'in_review', { actor: { type: 'platform' }, reason, patch });
  }

  async accessLost(tx: Transaction, { partnerId, consentId }: OrderedPayment): Promise<void> {
    if (consentId !== null) await this.consents.lookNow(tx, partnerId, consentId);
  }

  raiseAlarm(tx: Transaction, payment: OrderedPayment, cause: string, details?: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarm(tx, payment, cause, details);
  }

  raiseAlarmOnce(tx: Transaction, payment: OrderedPayment, cause: string, details: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarmOnce(tx, payment, cause, details);
  }

  /** The payer's way back from the bank; on the issuer's rail also the reference by which the bank shows it again. */
  private returnUrl(payment: OrderedPayment): string {
    return `${this.resources.pageUrl(payment) ?? ''}/return`;
  }
}

/** The name under which the bank shows a draft's first entry. */
function referenceOf({ id, entries }: OrderedPayment): string {
  const reference = toPublicId('payment', id);
  return entries ? entryReference(reference, 0) : reference;
}

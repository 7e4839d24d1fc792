import { Injectable, Logger } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { AdoptOrder } from './adopt-order.js';
import type { BankOrder } from './bank-order.js';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentAttempts } from './payment-attempts.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentTransitions } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';

/** One send and two more of the same bytes; beyond that a person looks. */
const mostSends = 3;
const emptyReadsBeforeSendingAgain = 2;

/**
 * Finds out what became of an attempt whose answer never came: wait until a slow bank can have finished, read its list,
 * adopt the one order that is ours and withdraw what is too many. Only after two empty reads, apart in time, do the same
 * bytes go out again. What cannot be told within its time goes to review, with its place kept, so that nothing alike is
 * sent meanwhile.
 */
@Injectable()
export class ReconcileAttempt {
  private readonly logger = new Logger(ReconcileAttempt.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: PaymentAttempts,
    private readonly transitions: PaymentTransitions,
    private readonly adoptOrder: AdoptOrder,
    private readonly gateway: BunqPaymentGateway,
    private readonly resources: PaymentResources,
    private readonly config: Config,
  ) {}

  /** @param place undefined when the bank can no longer be read for this payment */
  async run(payment: Payment, place: BankPlace | undefined): Promise<WorkResult> {
    const { env } = this.config;
    const { partnerId } = payment;
    const open = await this.transactions.forPartner(partnerId, (tx) => this.attempts.findOpen(tx, payment));
    if (open?.attempt.status !== 'unknown') return 'done';
    if (!place) return this.transactions.forPartner(partnerId, (tx) => this.review(tx, payment, 'bank_access_lost'));
    const settleMs = env.RECONCILE_SETTLE_MS - open.msSinceUnknown;
    if (settleMs > 0) return { againInMs: settleMs };
    const gapMs = env.RECONCILE_READ_GAP_MS - open.msSinceLastRead;
    if (gapMs > 0) return { againInMs: gapMs };

    const { orders, isComplete } = await this.gateway.listAbove(place, open.attempt.highWaterMark);
    const ours = orders.filter((order) => this.isOurs(order, payment));
    const { result, extras } = await this.transactions.forPartner(partnerId, (tx) =>
      this.decide(tx, payment, ours, isComplete),
    );
    for (const bunqObjectId of extras) await this.withdraw(place, payment, bunqObjectId);
    return result;
  }

  private isOurs(order: BankOrder, payment: Payment): boolean {
    if (payment.rail === 'draft') return order.reference === toPublicId('payment', payment.id);
    if (payment.rail === 'issuer_transaction')
      return order.reference === `${this.resources.pageUrl(payment) ?? ''}/return`;
    return (
      order.debtorIban === payment.debtorIban &&
      order.creditorIban === payment.creditorIban &&
      order.amount.equals(payment.amount)
    );
  }

  private async decide(
    tx: Transaction,
    { partnerId, id }: Payment,
    ours: BankOrder[],
    isComplete: boolean,
  ): Promise<{ result: WorkResult; extras: number[] }> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    const open = payment && (await this.attempts.findOpen(tx, payment));
    if (!payment || open?.attempt.status !== 'unknown') return { result: 'done', extras: [] };
    const { attempt } = open;
    const named = ours.flatMap(({ bunqObjectId }) => (bunqObjectId === undefined ? [] : [bunqObjectId]));
    const [first, ...extras] = (await withoutAdopted(tx, payment, named)).sort((left, right) => left - right);
    if (first !== undefined) {
      await this.adoptOrder.run(tx, payment, attempt, first, 'found_at_bank');
      for (const bunqObjectId of extras) {
        await this.transitions.raiseAlarm(tx, payment, 'duplicate_order_withdrawn', { bunq_object_id: bunqObjectId });
      }
      return { result: 'done', extras };
    }
    const later = { result: { againInMs: this.config.env.RECONCILE_READ_GAP_MS }, extras: [] };
    // It is there but has no id: it can be neither adopted nor withdrawn.
    if (ours.length > named.length) return { result: await this.review(tx, payment, 'order_without_id'), extras: [] };
    if (open.msSinceUnknown > this.config.env.RECONCILE_GIVE_UP_MS)
      return { result: await this.review(tx, payment, 'outcome_never_known'), extras: [] };
    if (!isComplete) return later;
    await this.attempts.countEmptyRead(tx, attempt);
    if (attempt.emptyReads + 1 < emptyReadsBeforeSendingAgain) return later;
    if (attempt.sends >= mostSends) return { result: await this.review(tx, payment, 'sent_too_often'), extras: [] };
    return { result: await this.sendAgain(tx, payment, attempt), extras: [] };
  }

  /** Back to `unsent`, from where the submitting side sends the stored bytes; the doubt of the first send stays noted. */
  private async sendAgain(tx: Transaction, payment: Payment, attempt: PaymentAttempt): Promise<WorkResult> {
    await this.attempts.markUnsent(tx, attempt, 'absent_from_list');
    this.logger.warn({
      msg: 'an order is absent from the bank and goes out again',
      payment_id: payment.id,
      count: attempt.sends,
    });
    return { againInMs: 1 };
  }

  private async review(tx: Transaction, { partnerId, id }: Payment, reviewReason: string): Promise<'done'> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    const open = payment && (await this.attempts.findOpen(tx, payment));
    if (!payment || !open) return 'done';
    await this.attempts.resolve(tx, open.attempt, 'unsettled', { outcome: reviewReason });
    await this.transitions.move(tx, payment, 'in_review', {
      actor: { type: 'platform' },
      reason: reviewReason,
      patch: { reviewReason },
    });
    await this.transitions.raiseAlarm(tx, payment, reviewReason);
    return 'done';
  }

  private async withdraw(place: BankPlace, payment: Payment, bunqObjectId: number): Promise<void> {
    try {
      await this.gateway.cancel(place, bunqObjectId);
    } catch (error) {
      this.logger.error({
        msg: 'a duplicate order could not be withdrawn',
        payment_id: payment.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      await this.transactions.forPartner(payment.partnerId, (tx) =>
        this.transitions.raiseAlarm(tx, payment, 'duplicate_order_not_withdrawn', { bunq_object_id: bunqObjectId }),
      );
    }
  }
}

async function withoutAdopted(tx: Transaction, payment: Payment, bunqObjectIds: number[]): Promise<number[]> {
  const adopted = await queryRows<{ id: string }>(
    tx,
    `SELECT bunq_object_id AS id FROM payments WHERE rail = $1 AND bunq_object_id = ANY($2::bigint[])`,
    [payment.rail, bunqObjectIds],
  );
  const taken = new Set(adopted.map(({ id }) => Number(id)));
  return bunqObjectIds.filter((id) => !taken.has(id));
}

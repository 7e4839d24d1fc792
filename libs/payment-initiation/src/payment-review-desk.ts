import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isAlive, isNamed, OrderAttempts, UnownedOrders, type BankOrder } from '@sluis/bank-orders';
import { BunqApiError, BunqConsentLostError } from '@sluis/bunq-client';
import { Outbox } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import {
  ReviewDesks,
  type BankSight,
  type ReviewDecision,
  type ReviewDesk,
  type ReviewSubject,
} from '@sluis/reconciliation';
import type { BankPlace } from './bunq-payment-gateway.js';
import { followSubject } from './follow-subject.js';
import { PaymentDesk } from './payment-desk.js';
import { PaymentTransitions } from './payment-transitions.js';
import { isOrdered, Payment, type OrderedPayment } from './payment.entity.js';
import { subjectOf } from './payment-subject.js';
import { mismatchOf } from './record-outcome.js';

const reason = 'resolved_in_review';

/** Payments in review: what the bank shows of them, and how two operators' decision is carried out. */
@Injectable()
export class PaymentReviewDesk implements ReviewDesk, OnModuleInit {
  readonly kind = 'payment';

  constructor(
    private readonly desks: ReviewDesks,
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
    private readonly unowned: UnownedOrders,
    private readonly desk: PaymentDesk,
    private readonly transitions: PaymentTransitions,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  open(tx: Transaction, limit: number): Promise<ReviewSubject[]> {
    return queryRows(
      tx,
      `SELECT o.partner_id AS "partnerId", o.id FROM (
         SELECT partner_id, id FROM payments WHERE status = 'in_review' AND rail <> 'payment_request'
         UNION
         SELECT partner_id, order_id FROM order_attempts
         WHERE status = 'unsettled' AND rail IN ('psp_draft', 'issuer_transaction', 'draft')) o
       LEFT JOIN review_sights s ON s.subject_kind = 'payment' AND s.subject_id = o.id
       ORDER BY s.seen_at NULLS FIRST LIMIT $1`,
      [limit],
    );
  }

  async stateOf(tx: Transaction, { partnerId, id }: ReviewSubject) {
    // What goes by a payment request follows that: the review is the request's.
    const payment = await this.desk.lock(tx, partnerId, id);
    const attempt = await this.attempts.findNewest(tx, { partnerId, id });
    const state = { isInReview: payment?.status === 'in_review', keepsPlace: attempt?.status === 'unsettled' };
    return state.isInReview || state.keepsPlace ? state : undefined;
  }

  async look({ partnerId, id }: ReviewSubject, named: number | null): Promise<BankSight> {
    const { payment, attempt } = await this.transactions.forPartner(partnerId, async (tx) => ({
      payment: await tx.findOneByOrFail(Payment, { partnerId, id }),
      attempt: await this.attempts.findNewest(tx, { partnerId, id }),
    }));
    const place = isOrdered(payment) ? await this.desk.placeToFollow(payment) : undefined;
    if (!isOrdered(payment) || !place) return { extent: 'none', orders: [] };
    try {
      const { orders, isComplete } = await this.desk.listAbove(place, attempt?.highWaterMark ?? 0);
      const own = orders.filter((order) => this.desk.isOwn(payment, order));
      const byId = new Set([payment.bunqObjectId, attempt?.bunqObjectId ?? null, named]);
      for (const bunqObjectId of byId) {
        if (bunqObjectId === null || own.some((order) => order.bunqObjectId === bunqObjectId)) continue;
        const order = await this.readIfThere(place, bunqObjectId);
        if (order) own.push(order);
      }
      return this.transactions.forPartner(partnerId, (tx) => this.describe(tx, payment, own, isComplete));
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      return { extent: 'none', orders: [] };
    }
  }

  async withdraw({ partnerId, id }: ReviewSubject, { orders }: BankSight): Promise<void> {
    const payment = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneByOrFail(Payment, { partnerId, id }),
    );
    const place = isOrdered(payment) ? await this.desk.placeToFollow(payment) : undefined;
    if (!place) return;
    for (const { bunqObjectId, status, owner } of orders) {
      if (bunqObjectId === null || status !== 'pending' || owner === 'another') continue;
      try {
        await this.desk.withdraw(place, bunqObjectId);
      } catch (error) {
        // Answered or ended meanwhile: the look that follows says which.
        if (!(error instanceof BunqApiError)) throw error;
      }
    }
  }

  async resolve(tx: Transaction, { partnerId, id }: ReviewSubject, decision: ReviewDecision): Promise<void> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (!payment) return;
    const { resolution, bunqObjectId, actor } = decision;
    await this.settleAttempt(tx, payment, decision);
    const reviewReason = null;
    if (resolution === 'failed') {
      const failureStage = payment.bunqObjectId === null ? 'submission' : 'execution';
      const patch = { reviewReason, failureStage, failureReason: reason } as const;
      return this.transitions.move(tx, payment, 'failed', { actor, reason, patch });
    }
    if (resolution === 'cancelled')
      return this.transitions.move(tx, payment, 'cancelled', { actor, reason, patch: { reviewReason } });
    const adopted = bunqObjectId === null ? {} : { bunqObjectId };
    if (resolution === 'executed')
      return this.transitions.move(tx, payment, 'executed', { actor, reason, patch: { reviewReason, ...adopted } });
    // From here on it is an order like any other: the bank's next answer moves it, and its time may be over by now.
    const patch = { reviewReason, bankStatus: 'PENDING', ...adopted };
    await this.transitions.move(tx, payment, 'awaiting_authorisation', { actor, reason, patch });
    await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
    await this.outbox.schedule(tx, { kind: 'payments.expire', subject: subjectOf(payment), partnerId });
  }

  async releasePlace(tx: Transaction, { partnerId, id }: ReviewSubject): Promise<void> {
    const attempt = await this.attempts.findNewest(tx, { partnerId, id });
    if (attempt?.status === 'unsettled') await this.attempts.resolve(tx, attempt, 'refused', { outcome: reason });
  }

  async raiseAlarmOnce(
    tx: Transaction,
    { partnerId, id }: ReviewSubject,
    cause: string,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (payment) await this.transitions.raiseAlarmOnce(tx, payment, cause, details);
  }

  /** The attempt says what became of it; while something alike may still move at the bank it keeps its place instead. */
  private async settleAttempt(
    tx: Transaction,
    { partnerId, id }: Payment,
    { resolution, bunqObjectId, mayReleasePlace }: ReviewDecision,
  ): Promise<void> {
    const attempt = await this.attempts.findNewest(tx, { partnerId, id });
    if (attempt?.status !== 'unsettled' || !mayReleasePlace) return;
    const hasOrder = resolution === 'adopt' || resolution === 'executed';
    await this.attempts.resolve(tx, attempt, hasOrder ? 'accepted' : 'refused', {
      outcome: reason,
      ...(bunqObjectId === null ? {} : { bunqObjectId }),
    });
  }

  private async readIfThere(place: BankPlace, bunqObjectId: number): Promise<BankOrder | undefined> {
    try {
      return await this.desk.read(place, bunqObjectId);
    } catch (error) {
      if (error instanceof BunqApiError && !(error instanceof BunqConsentLostError) && error.status === 404)
        return undefined;
      throw error;
    }
  }

  private async describe(
    tx: Transaction,
    payment: OrderedPayment,
    orders: BankOrder[],
    isComplete: boolean,
  ): Promise<BankSight> {
    const free = await this.attempts.withoutAdopted(tx, payment, orders.filter(isNamed));
    const explained = await this.unowned.explained(
      tx,
      payment.rail,
      free.map(({ bunqObjectId }) => bunqObjectId),
    );
    const freeIds = new Set(free.map(({ bunqObjectId }) => bunqObjectId).filter((id) => !explained.has(id)));
    return {
      extent: isComplete ? 'complete' : 'partial',
      orders: orders.map((order) => {
        const { bunqObjectId, status, rawStatus } = order;
        const isThis = bunqObjectId !== undefined && bunqObjectId === payment.bunqObjectId;
        const isFree = bunqObjectId === undefined || freeIds.has(bunqObjectId);
        return {
          bunqObjectId: bunqObjectId ?? null,
          status,
          rawStatus,
          owner: isThis ? 'this' : isFree ? 'nobody' : 'another',
          mismatch: mismatchOf(payment, order) ?? null,
          isNews: isThis ? rawStatus !== payment.bankStatus : isFree && isAlive(order),
        };
      }),
    };
  }
}

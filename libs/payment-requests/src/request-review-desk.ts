import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { BankOrder } from '@sluis/bank-orders';
import { isSameOrTwin, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import {
  OrderSights,
  ReviewDesks,
  type BankSight,
  type ReviewDecision,
  type ReviewDesk,
  type ReviewSubject,
} from '@sluis/reconciliation';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequests } from './payment-requests.service.js';
import { RequestDesk } from './request-desk.js';
import type { RequestOrder } from './request-order.js';

const reason = 'resolved_in_review';

/** Payment requests in review: what the bank shows of them, and how two operators' decision is carried out. */
@Injectable()
export class RequestReviewDesk implements ReviewDesk, OnModuleInit {
  readonly kind = 'payment_request';

  constructor(
    private readonly reviewDesks: ReviewDesks,
    private readonly transactions: Transactions,
    private readonly desk: RequestDesk,
    private readonly sights: OrderSights,
    private readonly transitions: PaymentRequestTransitions,
    private readonly requests: PaymentRequests,
  ) {}

  onModuleInit(): void {
    this.reviewDesks.add(this);
  }

  open(tx: Transaction, limit: number): Promise<ReviewSubject[]> {
    return queryRows(
      tx,
      `SELECT o.partner_id AS "partnerId", o.id FROM (
         SELECT partner_id, id FROM payment_requests WHERE status = 'in_review'
         UNION
         SELECT partner_id, order_id FROM order_attempts WHERE status = 'unsettled' AND rail = 'request_inquiry') o
       LEFT JOIN review_sights s ON s.subject_kind = 'payment_request' AND s.subject_id = o.id
       ORDER BY s.seen_at NULLS FIRST LIMIT $1`,
      [limit],
    );
  }

  async stateOf(tx: Transaction, { partnerId, id }: ReviewSubject) {
    const request = await this.transitions.lock(tx, partnerId, id);
    const isInReview = request?.status === 'in_review';
    const keepsPlace = await this.sights.keepsPlace(tx, { partnerId, id });
    return isInReview || keepsPlace ? { isInReview, keepsPlace } : undefined;
  }

  async look(subject: ReviewSubject, named: number | null): Promise<BankSight> {
    const order = await this.read(subject);
    return order
      ? this.sights.look(this.desk, order, named, (seen) => mismatchOf(order, seen))
      : { extent: 'none', orders: [] };
  }

  async withdraw(subject: ReviewSubject, sight: BankSight): Promise<void> {
    const order = await this.read(subject);
    if (order) await this.sights.withdraw(this.desk, order, sight);
  }

  async resolve(tx: Transaction, subject: ReviewSubject, decision: ReviewDecision): Promise<void> {
    const request = await this.transitions.lock(tx, subject.partnerId, subject.id);
    if (!request) return;
    const { resolution, bunqObjectId, actor } = decision;
    await this.sights.settle(tx, subject, decision);
    const reviewReason = null;
    if (resolution === 'failed') {
      const patch = { reviewReason, failureStage: 'submission', failureReason: reason } as const;
      return this.transitions.move(tx, request, 'failed', { actor, reason, patch });
    }
    if (resolution === 'cancelled')
      return this.transitions.move(tx, request, 'revoked', { actor, reason, patch: { reviewReason } });
    const patch = { reviewReason, ...(bunqObjectId === null ? {} : { bunqRequestInquiryId: bunqObjectId }) };
    if (resolution === 'executed') {
      const amountPaidMinor = request.amountMinor;
      return this.transitions.move(tx, request, 'accepted', { actor, reason, patch: { ...patch, amountPaidMinor } });
    }
    // From here on it is a request like any other: what the bank shows of it moves it.
    await this.transitions.move(tx, request, 'pending', { actor, reason, patch: { ...patch, bankStatus: 'PENDING' } });
    await this.requests.lookNow(tx, request);
  }

  releasePlace(tx: Transaction, subject: ReviewSubject): Promise<void> {
    return this.sights.releasePlace(tx, subject);
  }

  async raiseAlarmOnce(
    tx: Transaction,
    { partnerId, id }: ReviewSubject,
    cause: string,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    const request = await this.transitions.lock(tx, partnerId, id);
    if (request) await this.transitions.raiseAlarmOnce(tx, request, cause, details);
  }

  private read({ partnerId, id }: ReviewSubject): Promise<RequestOrder | undefined> {
    return this.transactions.forPartner(partnerId, (tx) => this.desk.lock(tx, partnerId, id));
  }
}

function mismatchOf({ request }: RequestOrder, { reference, amount, status, booked }: BankOrder): string | undefined {
  if (!isSameOrTwin('paymentRequest', request.id, reference)) return 'reference_differs';
  if (!amount.equals(request.amount)) return 'amount_differs';
  if (status !== 'accepted') return undefined;
  return booked?.amount.equals(request.amount) ? undefined : 'amount_paid_differs';
}

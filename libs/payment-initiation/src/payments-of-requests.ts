import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import {
  RequestDependants,
  type PaymentRequest,
  type PaymentRequestStatus,
  type RequestDependant,
  type RequestMove,
} from '@sluis/payment-requests';
import type { Transaction } from '@sluis/persistence';
import { isPaid } from './payment-status.js';
import { PaymentTransitions, type PaymentChange } from './payment-transitions.js';
import { Payment } from './payment.entity.js';
import { subjectOf } from './payment-subject.js';

const unpaidEnds: readonly PaymentRequestStatus[] = ['rejected', 'revoked', 'expired', 'failed'];

/** Moves payments that go by a payment request along with it, in the same transaction. */
@Injectable()
export class PaymentsOfRequests implements RequestDependant, OnModuleInit {
  constructor(
    private readonly dependants: RequestDependants,
    private readonly transitions: PaymentTransitions,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  async moved(tx: Transaction, request: PaymentRequest, { actor, reason }: RequestMove): Promise<void> {
    const seen = await tx.findOneBy(Payment, { partnerId: request.partnerId, paymentRequestId: request.id });
    if (!seen) return;
    // Without the lock: whoever refunds it holds the payment and asks for the request.
    if (seen.isFinal) return this.notice(tx, seen, request);
    const payment = await this.transitions.lock(tx, seen.partnerId, seen.id);
    if (!payment) return;
    const patch = { bankStatus: request.bankStatus, reviewReason: null };
    await this.follow(tx, payment, request, { actor, reason, patch });
  }

  private async follow(
    tx: Transaction,
    payment: Payment,
    request: PaymentRequest,
    change: PaymentChange,
  ): Promise<void> {
    const { patch } = change;
    switch (request.status) {
      case 'received':
      case 'submitting':
        return;
      case 'outcome_unknown':
        return this.transitions.move(tx, payment, 'outcome_unknown', change);
      case 'pending':
        return this.waitForPayer(tx, payment, change);
      case 'accepted':
      case 'refund_requested':
      case 'refunded':
        if (payment.status === 'awaiting_authorisation') await this.transitions.move(tx, payment, 'authorised', change);
        return this.transitions.move(tx, payment, 'executed', { ...change, actor: { type: 'bank' } });
      case 'rejected':
        return this.transitions.move(tx, payment, 'rejected', change);
      case 'revoked':
        return this.transitions.move(tx, payment, payment.endRequested ?? 'cancelled', change);
      case 'expired':
        return this.transitions.move(tx, payment, payment.endRequested ?? 'expired', change);
      case 'failed': {
        const failureReason = request.failureReason ?? 'payment_request_failed';
        const failed = { ...patch, failureStage: 'submission', failureReason } as const;
        return this.transitions.move(tx, payment, 'failed', { ...change, patch: failed });
      }
      case 'in_review': {
        const inReview = { ...patch, reviewReason: request.reviewReason };
        return this.transitions.move(tx, payment, 'in_review', { ...change, patch: inReview });
      }
    }
  }

  /** Out of a review its time may be over by now. */
  private async waitForPayer(tx: Transaction, payment: Payment, change: PaymentChange): Promise<void> {
    const { partnerId } = payment;
    if (payment.status === 'in_review')
      await this.outbox.schedule(tx, { kind: 'payments.expire', subject: subjectOf(payment), partnerId });
    await this.transitions.move(tx, payment, 'awaiting_authorisation', change);
  }

  /** What ended stays ended: money that went back is the request's to tell. What tells otherwise is an alarm here too. */
  private async notice(tx: Transaction, payment: Payment, request: PaymentRequest): Promise<void> {
    if (request.status === 'in_review')
      await this.transitions.raiseAlarm(tx, payment, 'payment_request_in_review', {
        review_reason: request.reviewReason,
      });
    else if (unpaidEnds.includes(request.status) && isPaid(payment.status))
      await this.transitions.raiseAlarm(tx, payment, 'payment_request_ended_unpaid', {
        request_status: request.status,
      });
  }
}

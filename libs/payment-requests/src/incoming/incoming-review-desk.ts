import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BunqConsentLostError } from '@sluis/bunq-client';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import {
  ReviewDesks,
  type BankSight,
  type ReviewDecision,
  type ReviewDesk,
  type ReviewSubject,
  type SeenOrder,
} from '@sluis/reconciliation';
import type { BankRequestStatus } from '../bank-request.js';
import { RequestPlaces } from '../request-places.js';
import { BunqIncomingGateway, type BankIncomingRequest } from './bunq-incoming-gateway.js';
import { IncomingRequestTransitions } from './incoming-request-transitions.js';
import { IncomingRequest } from './incoming-request.entity.js';

const reason = 'resolved_in_review';

/**
 * Requests to a partner in review, such as one whose acceptance no read can tell of. There is one object at the bank, the
 * request itself; it is somebody else's, so nothing of ours can be taken back there.
 */
@Injectable()
export class IncomingReviewDesk implements ReviewDesk, OnModuleInit {
  readonly kind = 'incoming_payment_request';

  constructor(
    private readonly reviewDesks: ReviewDesks,
    private readonly transactions: Transactions,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqIncomingGateway,
    private readonly transitions: IncomingRequestTransitions,
  ) {}

  onModuleInit(): void {
    this.reviewDesks.add(this);
  }

  open(tx: Transaction, limit: number): Promise<ReviewSubject[]> {
    return queryRows(
      tx,
      `SELECT o.partner_id AS "partnerId", o.id FROM incoming_payment_requests o
       LEFT JOIN review_sights s ON s.subject_kind = 'incoming_payment_request' AND s.subject_id = o.id
       WHERE o.status = 'in_review' ORDER BY s.seen_at NULLS FIRST LIMIT $1`,
      [limit],
    );
  }

  async stateOf(tx: Transaction, { partnerId, id }: ReviewSubject) {
    const request = await this.transitions.lock(tx, partnerId, id);
    return request?.status === 'in_review' ? { isInReview: true, keepsPlace: false } : undefined;
  }

  async look({ partnerId, id }: ReviewSubject): Promise<BankSight> {
    const request = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneByOrFail(IncomingRequest, { partnerId, id }),
    );
    const place = await this.places.toFollow(request);
    if (!place) return { extent: 'none', orders: [] };
    try {
      const seen = await this.gateway.read(place, request.bunqRequestResponseId);
      return { extent: 'complete', orders: [seenOrder(request, seen)] };
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      return { extent: 'none', orders: [] };
    }
  }

  withdraw(): Promise<void> {
    return Promise.resolve();
  }

  async resolve(tx: Transaction, { partnerId, id }: ReviewSubject, decision: ReviewDecision): Promise<void> {
    const request = await this.transitions.lock(tx, partnerId, id);
    if (!request) return;
    const { resolution, actor } = decision;
    const patch = { reviewReason: null };
    if (resolution === 'executed') {
      const paid = { ...patch, amountPaidMinor: request.amountMinor, failureReason: null };
      return this.transitions.move(tx, request, 'accepted', { actor, reason, patch: paid });
    }
    if (resolution === 'cancelled') return this.transitions.move(tx, request, 'rejected', { actor, reason, patch });
    if (resolution === 'failed') return this.transitions.move(tx, request, 'expired', { actor, reason, patch });
    // It waits as before, and the partner may answer anew; what the bank shows of it moves it.
    const anew = { ...patch, answer: null, bankStatus: 'PENDING' };
    await this.transitions.move(tx, request, 'pending', { actor, reason, patch: anew });
  }

  /** Nothing waits behind a request of somebody else's. */
  releasePlace(): Promise<void> {
    return Promise.resolve();
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
}

const statuses: Record<BankRequestStatus, SeenOrder['status']> = {
  pending: 'pending',
  accepted: 'accepted',
  rejected: 'rejected',
  revoked: 'cancelled',
  expired: 'expired',
  refund_requested: 'accepted',
  refunded: 'accepted',
  unrecognised: 'unrecognised',
};

function seenOrder(request: IncomingRequest, seen: BankIncomingRequest): SeenOrder {
  const status = statuses[seen.requestStatus];
  return {
    bunqObjectId: seen.bunqObjectId,
    status,
    rawStatus: seen.rawStatus,
    owner: 'this',
    mismatch: mismatchOf(request, seen, status),
    isNews: false,
  };
}

function mismatchOf(request: IncomingRequest, seen: BankIncomingRequest, status: SeenOrder['status']): string | null {
  if (!seen.amount.absolute().equals(request.amount)) return 'amount_differs';
  if (status !== 'accepted') return null;
  return seen.amountPaid?.equals(request.amount) ? null : 'amount_paid_differs';
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import {
  OrderSights,
  ReviewDesks,
  type BankSight,
  type ReviewDecision,
  type ReviewDesk,
  type ReviewSubject,
} from '@sluis/reconciliation';
import { PayoutDesks } from './payout-desks.js';
import { batchMismatchOf, mismatchOf } from './payout-evidence.js';
import { adoptedAs } from './payout-rail.js';
import { PayoutTransitions } from './payout-transitions.js';
import { allExecuted } from './record-plan.js';
import { followSubject, Payout, payoutKinds, payoutRails, type PayoutKind } from './payout.entity.js';

const reason = 'resolved_in_review';

/** Payouts and refunds in review: what the bank shows of them, and how two operators' decision is carried out. */
@Injectable()
export class PayoutReviewDesks implements OnModuleInit {
  constructor(
    private readonly reviewDesks: ReviewDesks,
    private readonly transactions: Transactions,
    private readonly desks: PayoutDesks,
    private readonly sights: OrderSights,
    private readonly transitions: PayoutTransitions,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    for (const kind of payoutKinds) this.reviewDesks.add(this.of(kind));
  }

  private of(kind: PayoutKind): ReviewDesk {
    return {
      kind,
      open: (tx, limit) => this.open(tx, kind, limit),
      stateOf: (tx, subject) => this.stateOf(tx, subject),
      look: (subject, named) => this.look(subject, named),
      withdraw: (subject, sight) => this.withdraw(subject, sight),
      resolve: (tx, subject, decision) => this.resolve(tx, subject, decision),
      releasePlace: (tx, subject) => this.sights.releasePlace(tx, subject),
      raiseAlarmOnce: async (tx, { partnerId, id }, cause, details) => {
        const payout = await this.transitions.lock(tx, partnerId, id);
        if (payout) await this.transitions.raiseAlarmOnce(tx, payout, cause, details);
      },
    };
  }

  private open(tx: Transaction, kind: PayoutKind, limit: number): Promise<ReviewSubject[]> {
    return queryRows(
      tx,
      `SELECT o.partner_id AS "partnerId", o.id FROM (
         SELECT partner_id, id FROM payouts WHERE status = 'in_review' AND kind = $1
         UNION
         SELECT a.partner_id, a.order_id FROM order_attempts a
         JOIN payouts p ON p.partner_id = a.partner_id AND p.id = a.order_id AND p.kind = $1
         WHERE a.status = 'unsettled' AND a.rail = ANY ($2)) o
       LEFT JOIN review_sights s ON s.subject_kind = $1 AND s.subject_id = o.id
       ORDER BY s.seen_at NULLS FIRST LIMIT $3`,
      [kind, payoutRails, limit],
    );
  }

  private async stateOf(tx: Transaction, { partnerId, id }: ReviewSubject) {
    const payout = await this.transitions.lock(tx, partnerId, id);
    const isInReview = payout?.status === 'in_review';
    const keepsPlace = await this.sights.keepsPlace(tx, { partnerId, id });
    return isInReview || keepsPlace ? { isInReview, keepsPlace } : undefined;
  }

  private async look(subject: ReviewSubject, named: number | null): Promise<BankSight> {
    const payout = await this.read(subject);
    return this.sights.look(
      this.desks.of(payout),
      payout,
      named,
      (seen) => mismatchOf(payout, seen) ?? (payout.entries ? batchMismatchOf(payout, seen) : undefined),
    );
  }

  private async withdraw(subject: ReviewSubject, sight: BankSight): Promise<void> {
    const payout = await this.read(subject);
    await this.sights.withdraw(this.desks.of(payout), payout, sight);
  }

  private async resolve(tx: Transaction, subject: ReviewSubject, decision: ReviewDecision): Promise<void> {
    const payout = await this.transitions.lock(tx, subject.partnerId, subject.id);
    if (!payout) return;
    const { resolution, bunqObjectId, actor } = decision;
    await this.sights.settle(tx, subject, decision);
    const reviewReason = null;
    if (resolution === 'failed') {
      const failureStage = payout.bunqObjectId === null ? 'submission' : 'execution';
      const patch = { reviewReason, failureStage, failureReason: reason } as const;
      return this.transitions.move(tx, payout, 'failed', { actor, reason, patch });
    }
    if (resolution === 'cancelled')
      return this.transitions.move(tx, payout, 'cancelled', { actor, reason, patch: { reviewReason } });
    const patch = { reviewReason, ...(bunqObjectId === null ? {} : { bunqObjectId }) };
    if (resolution === 'executed') {
      const executed = { ...patch, entries: allExecuted(payout) };
      return this.transitions.move(tx, payout, 'executed', { actor, reason, patch: executed });
    }
    // From here on it is an order like any other: what the bank shows of it moves it.
    const next = adoptedAs(payout);
    await this.transitions.move(tx, payout, next, { actor, reason, patch });
    const { partnerId } = payout;
    await this.outbox.schedule(tx, { kind: 'payouts.follow', subject: followSubject(payout), partnerId });
  }

  private read({ partnerId, id }: ReviewSubject): Promise<Payout> {
    return this.transactions.forPartner(partnerId, (tx) => tx.findOneByOrFail(Payout, { partnerId, id }));
  }
}

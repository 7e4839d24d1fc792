import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { operatorActor, type OperatorIdentity } from '@sluis/operators';
import { scheduleUnrung } from '@sluis/outbox';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { ReviewError } from './review-error.js';
import { idKindOf, type Resolution, type ReviewKind, type SeenOrder } from './review-desk.js';

/** Where orders of each kind are kept. */
const sources: Record<ReviewKind, string> = {
  // One that goes by a payment request is reviewed as that.
  payment: `SELECT partner_id, id, status, rail, review_reason, bunq_object_id, updated_at FROM payments WHERE rail <> 'payment_request'`,
  payout: `SELECT partner_id, id, status, rail, review_reason, bunq_object_id, updated_at FROM payouts WHERE kind = 'payout'`,
  payout_batch: `SELECT partner_id, id, status, rail, review_reason, bunq_object_id, updated_at FROM payouts WHERE kind = 'payout_batch'`,
  refund: `SELECT partner_id, id, status, rail, review_reason, bunq_object_id, updated_at FROM payouts WHERE kind = 'refund'`,
  payment_request: `SELECT partner_id, id, status, 'request_inquiry' AS rail, review_reason,
    bunq_request_inquiry_id AS bunq_object_id, updated_at FROM payment_requests`,
  incoming_payment_request: `SELECT partner_id, id, status, 'request_response' AS rail, review_reason,
    bunq_request_response_id AS bunq_object_id, updated_at FROM incoming_payment_requests`,
};

export interface OrderInReview {
  kind: ReviewKind;
  partnerId: string;
  id: string;
  status: string;
  rail: string;
  reviewReason: string | null;
  bunqObjectId: string | null;
  updatedAt: Date;
  /** The proposal that waits for a decision. */
  proposalId: string | null;
}

export interface Proposal {
  id: string;
  partnerId: string;
  subjectKind: ReviewKind;
  subjectId: string;
  resolution: Resolution;
  bunqObjectId: string | null;
  evidence: string | null;
  reason: string;
  status: 'proposed' | 'approved' | 'applied' | 'refused' | 'declined';
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  overrideReason: string | null;
  contradiction: string | null;
}

export interface ReviewFile {
  order: OrderInReview;
  attempts: { number: number; status: string; outcome: string | null; sends: number; bunqObjectId: string | null }[];
  proposals: Proposal[];
  sight: { extent: string; orders: SeenOrder[]; seenAt: Date } | undefined;
}

const proposalColumns = `id, partner_id AS "partnerId", subject_kind AS "subjectKind", subject_id AS "subjectId", resolution,
  bunq_object_id AS "bunqObjectId", evidence, reason, status, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
  decided_by AS "decidedBy", decided_at AS "decidedAt", override_reason AS "overrideReason", contradiction`;

/**
 * What operators do with orders that no rule can tell of: one proposes, another approves. Here it is decided only; the
 * worker holds the decision against the bank and carries it out.
 */
@Injectable()
export class Reviews {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Longest in review first. */
  list(limit = 200): Promise<OrderInReview[]> {
    return this.transactions.run((tx) => this.orders(tx, `o.status = 'in_review'`, [], limit));
  }

  /** @returns undefined when there is no such order */
  async show(kind: ReviewKind, id: string): Promise<ReviewFile | undefined> {
    return this.transactions.run(async (tx) => {
      const [order] = await this.orders(tx, `o.id = $2`, [id], 1);
      if (order?.kind !== kind) return undefined;
      const attempts = await queryRows<ReviewFile['attempts'][number]>(
        tx,
        `SELECT number, status, outcome, sends, bunq_object_id AS "bunqObjectId" FROM order_attempts
         WHERE partner_id = $1 AND order_id = $2 ORDER BY number`,
        [order.partnerId, id],
      );
      const proposals = await queryRows<Proposal>(
        tx,
        `SELECT ${proposalColumns} FROM review_proposals WHERE subject_kind = $1 AND subject_id = $2 ORDER BY proposed_at`,
        [kind, id],
      );
      const [sight] = await queryRows<{ extent: string; orders: SeenOrder[]; seenAt: Date }>(
        tx,
        `SELECT extent, orders, seen_at AS "seenAt" FROM review_sights WHERE subject_kind = $1 AND subject_id = $2`,
        [kind, id],
      );
      return { order, attempts, proposals, sight };
    });
  }

  /**
   * @returns the proposal's id
   * @throws ReviewError the order is not in review, or a proposal for it waits already
   */
  async propose(
    by: OperatorIdentity,
    { kind, id, resolution, bunqObjectId, evidence, reason }: ProposalInput,
  ): Promise<string> {
    return this.transactions.run(async (tx) => {
      const [order] = await this.orders(tx, `o.id = $2`, [id], 1);
      if (order?.kind !== kind || order.status !== 'in_review')
        throw new ReviewError('There is no such order in review.');
      const proposalId = newId();
      const written = await queryRows(
        tx,
        `INSERT INTO review_proposals (id, partner_id, subject_kind, subject_id, resolution, bunq_object_id, evidence, reason, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (subject_kind, subject_id) WHERE status IN ('proposed', 'approved') DO NOTHING RETURNING id`,
        [proposalId, order.partnerId, kind, id, resolution, bunqObjectId, evidence, reason, by.id],
      );
      if (written.length === 0) throw new ReviewError(await this.whatWaits(tx, kind, id));
      await this.record(tx, by, 'review.proposed', proposalId, { partnerId: order.partnerId, kind, id, resolution });
      return proposalId;
    });
  }

  /**
   * Approves; the worker then reads the bank and carries it out, or refuses.
   *
   * @param overrideReason why it shall stand even against what the bank shows
   * @throws ReviewError nothing to approve, or the same pair of eyes
   */
  async approve(by: OperatorIdentity, proposalId: string, overrideReason: string | null): Promise<void> {
    const isApproved = await this.transactions.run(async (tx) => {
      const proposal = await this.lockProposed(tx, proposalId);
      const [eyes] = await queryRows<{ are_related: boolean }>(
        tx,
        `SELECT operators_are_related($1, $2) AS are_related`,
        [proposal.proposedBy, by.id],
      );
      // The database refuses it too; here it leaves a record and a sentence.
      if (eyes?.are_related !== false) {
        await this.record(tx, by, 'review.approved', proposalId, subjectOf(proposal), 'refused');
        return false;
      }
      await tx.query(
        `UPDATE review_proposals SET status = 'approved', decided_by = $2, decided_at = now(), override_reason = $3
         WHERE id = $1`,
        [proposalId, by.id, overrideReason],
      );
      await this.record(tx, by, 'review.approved', proposalId, subjectOf(proposal));
      const { partnerId } = proposal;
      await scheduleUnrung(tx, { kind: 'reviews.apply', subject: `${partnerId}/${proposalId}`, partnerId });
      return true;
    });
    if (!isApproved)
      throw new ReviewError(
        'Somebody else has to approve: not who proposed it, nor whom they made an operator or who made them one.',
      );
  }

  /** By anybody, also by who proposed it. @throws ReviewError nothing to decline */
  async decline(by: OperatorIdentity, proposalId: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const proposal = await this.lockProposed(tx, proposalId);
      await tx.query(
        `UPDATE review_proposals SET status = 'declined', decided_by = $2, decided_at = now(), ended_at = now() WHERE id = $1`,
        [proposalId, by.id],
      );
      await this.record(tx, by, 'review.declined', proposalId, subjectOf(proposal));
    });
  }

  find(proposalId: string): Promise<Proposal | undefined> {
    return this.transactions.run(async (tx) => {
      const [row] = await queryRows<Proposal>(tx, `SELECT ${proposalColumns} FROM review_proposals WHERE id = $1`, [
        proposalId,
      ]);
      return row;
    });
  }

  private async lockProposed(tx: Transaction, proposalId: string): Promise<Proposal> {
    const [proposal] = await queryRows<Proposal>(
      tx,
      `SELECT ${proposalColumns} FROM review_proposals WHERE id = $1 AND status = 'proposed' FOR UPDATE`,
      [proposalId],
    );
    if (!proposal) throw new ReviewError('There is no such proposal that waits for a decision.');
    return proposal;
  }

  /** What is in the way of another proposal. */
  private async whatWaits(tx: Transaction, kind: ReviewKind, id: string): Promise<string> {
    const [waiting] = await queryRows<Pick<Proposal, 'id' | 'status'>>(
      tx,
      `SELECT id, status FROM review_proposals
       WHERE subject_kind = $1 AND subject_id = $2 AND status IN ('proposed', 'approved')`,
      [kind, id],
    );
    if (!waiting) return 'A proposal for this order was decided just now. Look at the order again.';
    const name = toPublicId('reviewProposal', waiting.id);
    return waiting.status === 'proposed'
      ? `A proposal for this order waits already: ${name}. Approve or decline that one first.`
      : `A proposal for this order was approved already: ${name}. The worker is about to carry it out.`;
  }

  private orders(tx: Transaction, where: string, parameters: unknown[], limit: number): Promise<OrderInReview[]> {
    const selects = Object.entries(sources).map(
      ([kind, source]) => `
        SELECT '${kind}' AS kind, o.partner_id AS "partnerId", o.id, o.status, o.rail, o.review_reason AS "reviewReason",
               o.bunq_object_id AS "bunqObjectId", o.updated_at AS "updatedAt",
               (SELECT p.id FROM review_proposals p WHERE p.subject_kind = '${kind}' AND p.subject_id = o.id
                  AND p.status IN ('proposed', 'approved')) AS "proposalId"
        FROM (${source}) o WHERE ${where}`,
    );
    return queryRows(tx, `${selects.join(' UNION ALL ')} ORDER BY "updatedAt" LIMIT $1`, [limit, ...parameters]);
  }

  private record(
    tx: Transaction,
    by: OperatorIdentity,
    action: string,
    proposalId: string,
    { partnerId, kind, id, resolution }: { partnerId: string; kind: ReviewKind; id: string; resolution: Resolution },
    outcome: 'done' | 'refused' = 'done',
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: operatorActor(by),
      action,
      subject: { type: kind, id: toPublicId(idKindOf[kind], id) },
      outcome,
      cause: outcome === 'refused' ? 'four_eyes' : undefined,
      details: { proposal_id: toPublicId('reviewProposal', proposalId), resolution },
    });
  }
}

export interface ProposalInput {
  kind: ReviewKind;
  id: string;
  resolution: Resolution;
  bunqObjectId: number | null;
  /** What proves an execution that we cannot read: a statement, a letter of the bank; by its reference, not its content. */
  evidence: string | null;
  reason: string;
}

function subjectOf({ partnerId, subjectKind, subjectId, resolution }: Proposal) {
  return { partnerId, kind: subjectKind, id: subjectId, resolution };
}

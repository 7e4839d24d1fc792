import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { Operators, type OperatorIdentity } from '@sluis/operators';
import { fromPublicId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import {
  idKindOf,
  ReviewError,
  reviewKinds,
  Reviews,
  type OrderInReview,
  type Proposal,
  type Resolution,
  type ReviewFile,
  type ReviewKind,
} from '@sluis/reconciliation';
import { staffActor, type StaffIdentity } from '@sluis/staff';
import { LookUps } from './look-ups.js';

export interface ReviewSummary {
  order: string;
  kind: ReviewKind;
  partner: { id: string; name: string };
  reason: string | null;
  rail: string;
  in_review_since: string;
  proposal: string | null;
}

export interface ReviewView extends ReviewSummary {
  status: string;
  bank_object_id: string | null;
  attempts: { number: number; status: string; outcome: string | null; sends: number; bank_object_id: string | null }[];
  bank_shows: {
    seen_at: string;
    extent: string;
    orders: { bank_object_id: number | null; bank_status: string; owner: string; mismatch: string | null }[];
  } | null;
  proposals: ProposalView[];
  /** The operator that this person is known as; they decide nothing without. */
  you_are: string | null;
}

export interface ProposalView {
  id: string;
  resolution: Resolution;
  bank_object_id: string | null;
  evidence: string | null;
  reason: string;
  status: Proposal['status'];
  proposed_by: string;
  proposed_at: string;
  decided_by: string | null;
  decided_at: string | null;
  override_reason: string | null;
  contradiction: string | null;
}

export interface Proposing {
  resolution: Resolution;
  bunqObjectId: number | null;
  evidence: string | null;
  reason: string;
}

/**
 * Orders that no rule can tell of, for staff: one proposes, another approves. Staff act as the operator whose secret they
 * showed once, so that the eyes are told apart here as on the command line.
 */
@Injectable()
export class ReviewsForStaff {
  constructor(
    private readonly transactions: Transactions,
    private readonly reviews: Reviews,
    private readonly operators: Operators,
    private readonly audit: AuditTrail,
    private readonly lookUps: LookUps,
  ) {}

  async list(staff: StaffIdentity): Promise<ReviewSummary[]> {
    const orders = await this.reviews.list();
    return this.transactions.run(async (tx) => {
      const details = { rows: orders.length };
      await this.lookUps.record(tx, staff, 'listed', { subject: { type: 'list', id: 'reviews' }, details });
      const names = await partnerNames(tx, orders);
      return orders.map((order) => toSummary(order, names));
    });
  }

  /** @returns undefined when nothing of this id is, or was, reviewed */
  async read(staff: StaffIdentity, publicId: string): Promise<ReviewView | undefined> {
    const order = parseOrder(publicId);
    const file = order && (await this.reviews.show(order.kind, order.id));
    if (!order || !file) return undefined;
    return this.transactions.run(async (tx) => {
      const { partnerId } = file.order;
      await this.lookUps.record(tx, staff, 'viewed', { partnerId, subject: { type: order.kind, id: publicId } });
      const operator = await this.operatorOf(tx, staff);
      return toView(file, await partnerNames(tx, [file.order]), operator);
    });
  }

  /** @throws ReviewError */
  async propose(staff: StaffIdentity, publicId: string, proposing: Proposing): Promise<{ proposal: string }> {
    const order = parseOrder(publicId);
    if (!order) throw new ReviewError('There is no such order in review.');
    const id = await this.reviews.propose(await this.requireOperator(staff), { ...order, ...proposing });
    return { proposal: toPublicId('reviewProposal', id) };
  }

  /** @throws ReviewError */
  async approve(staff: StaffIdentity, proposalId: string, overrideReason: string | null): Promise<void> {
    await this.reviews.approve(await this.requireOperator(staff), proposalId, overrideReason);
  }

  /** @throws ReviewError */
  async decline(staff: StaffIdentity, proposalId: string): Promise<void> {
    await this.reviews.decline(await this.requireOperator(staff), proposalId);
  }

  /**
   * Makes this person known as the operator whose secret they show.
   *
   * @throws ReviewError the secret is none, or the operator is somebody else already
   */
  async become(staff: StaffIdentity, secret: string): Promise<{ operator: string }> {
    const operator = await this.transactions.run(async (tx) => {
      const shown = await this.operators.authenticate(tx, secret);
      const taken =
        shown &&
        (await queryRows(
          tx,
          `UPDATE staff_members SET operator_id = $2 WHERE id = $1 AND coalesce(operator_id, $2) = $2
             AND NOT EXISTS (SELECT 1 FROM staff_members other WHERE other.operator_id = $2 AND other.id <> $1)
           RETURNING id`,
          [staff.id, shown.id],
        ));
      const isDone = taken !== undefined && taken.length > 0;
      await this.audit.record(tx, {
        partnerId: null,
        actor: staffActor(staff),
        action: 'staff.became_operator',
        subject: { type: 'operator', id: shown ? toPublicId('operator', shown.id) : 'unknown' },
        outcome: isDone ? 'done' : 'refused',
      });
      return isDone ? shown : undefined;
    });
    if (!operator) throw new ReviewError('That is the secret of no operator, or of one who is somebody else here.');
    return { operator: toPublicId('operator', operator.id) };
  }

  private async requireOperator(staff: StaffIdentity): Promise<OperatorIdentity> {
    const operator = await this.transactions.run((tx) => this.operatorOf(tx, staff));
    if (!operator) throw new ReviewError('Show your operator’s secret first: reviews are decided by operators.');
    return operator;
  }

  private async operatorOf(tx: Transaction, { id }: StaffIdentity): Promise<OperatorIdentity | undefined> {
    const [operator] = await queryRows<OperatorIdentity>(
      tx,
      `SELECT o.id, o.handle FROM staff_members s JOIN operators o ON o.id = s.operator_id
       WHERE s.id = $1 AND o.disabled_at IS NULL`,
      [id],
    );
    return operator;
  }
}

function parseOrder(publicId: string): { kind: ReviewKind; id: string } | undefined {
  for (const kind of reviewKinds) {
    const id = fromPublicId(idKindOf[kind], publicId);
    if (id !== undefined) return { kind, id };
  }
  return undefined;
}

async function partnerNames(tx: Transaction, orders: readonly OrderInReview[]): Promise<Map<string, string>> {
  const rows = await queryRows<{ id: string; name: string }>(tx, `SELECT id, name FROM partners WHERE id = ANY ($1)`, [
    [...new Set(orders.map(({ partnerId }) => partnerId))],
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function toSummary(
  { kind, partnerId, id, rail, reviewReason, updatedAt, proposalId }: OrderInReview,
  names: Map<string, string>,
): ReviewSummary {
  return {
    order: toPublicId(idKindOf[kind], id),
    kind,
    partner: { id: toPublicId('partner', partnerId), name: names.get(partnerId) ?? '' },
    reason: reviewReason,
    rail,
    in_review_since: updatedAt.toISOString(),
    proposal: proposalId && toPublicId('reviewProposal', proposalId),
  };
}

function toView(
  { order, attempts, sight, proposals }: ReviewFile,
  names: Map<string, string>,
  operator: OperatorIdentity | undefined,
): ReviewView {
  return {
    ...toSummary(order, names),
    status: order.status,
    bank_object_id: order.bunqObjectId,
    attempts: attempts.map(({ bunqObjectId, ...attempt }) => ({ ...attempt, bank_object_id: bunqObjectId })),
    bank_shows: sight
      ? {
          seen_at: sight.seenAt.toISOString(),
          extent: sight.extent,
          orders: sight.orders.map(({ bunqObjectId, rawStatus, owner, mismatch }) => ({
            bank_object_id: bunqObjectId,
            bank_status: rawStatus,
            owner,
            mismatch,
          })),
        }
      : null,
    proposals: proposals.map(toProposalView),
    you_are: operator?.handle ?? null,
  };
}

function toProposalView(proposal: Proposal): ProposalView {
  return {
    id: toPublicId('reviewProposal', proposal.id),
    resolution: proposal.resolution,
    bank_object_id: proposal.bunqObjectId,
    evidence: proposal.evidence,
    reason: proposal.reason,
    status: proposal.status,
    proposed_by: toPublicId('operator', proposal.proposedBy),
    proposed_at: proposal.proposedAt.toISOString(),
    decided_by: proposal.decidedBy && toPublicId('operator', proposal.decidedBy),
    decided_at: proposal.decidedAt?.toISOString() ?? null,
    override_reason: proposal.overrideReason,
    contradiction: proposal.contradiction,
  };
}

import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { contradictionOf, isPlaceFree } from './contradiction.js';
import {
  idKindOf,
  ReviewDesks,
  type BankSight,
  type Resolution,
  type ReviewDesk,
  type ReviewKind,
} from './review-desk.js';
import { ReviewSights } from './review-sights.js';

interface Approved {
  id: string;
  partnerId: string;
  kind: ReviewKind;
  subjectId: string;
  resolution: Resolution;
  bunqObjectId: string | null;
  decidedBy: string;
  overrideReason: string | null;
}

/** Carries out what two operators decided, unless the bank shows something else by then. */
@Injectable()
export class ApplyReview {
  constructor(
    private readonly transactions: Transactions,
    private readonly desks: ReviewDesks,
    private readonly sights: ReviewSights,
    private readonly audit: AuditTrail,
  ) {}

  async run(partnerId: string, proposalId: string): Promise<WorkResult> {
    const approved = await this.transactions.forPartner(partnerId, (tx) =>
      this.lockApproved(tx, partnerId, proposalId),
    );
    const desk = approved && this.desks.of(approved.kind);
    if (!approved || !desk) return 'done';
    const subject = { partnerId, id: approved.subjectId };
    const named = approved.bunqObjectId === null ? null : Number(approved.bunqObjectId);
    let sight = await desk.look(subject, named);
    if (approved.resolution === 'cancelled' && sight.orders.some(({ status }) => status === 'pending')) {
      await desk.withdraw(subject, sight);
      sight = await desk.look(subject, named);
    }
    await this.transactions.forPartner(partnerId, (tx) => this.decide(tx, desk, approved.id, partnerId, sight));
    return 'done';
  }

  private async decide(
    tx: Transaction,
    desk: ReviewDesk,
    proposalId: string,
    partnerId: string,
    sight: BankSight,
  ): Promise<void> {
    const approved = await this.lockApproved(tx, partnerId, proposalId);
    if (!approved) return;
    const subject = { partnerId, id: approved.subjectId };
    await this.sights.keep(tx, desk.kind, subject, sight);
    const state = await desk.stateOf(tx, subject);
    const named = approved.bunqObjectId === null ? null : Number(approved.bunqObjectId);
    const contradiction = contradictionOf(approved.resolution, named, sight);
    const isOverridden = contradiction?.mayBeOverridden === true && approved.overrideReason !== null;
    if (!state?.isInReview || (contradiction && !isOverridden)) {
      await this.end(tx, approved, 'refused', contradiction?.code ?? 'not_in_review');
      return;
    }
    await this.end(tx, approved, 'applied', contradiction?.code);
    const [accepted, ...more] = sight.orders.filter(
      ({ status, owner, mismatch }) => status === 'accepted' && owner === 'nobody' && mismatch === null,
    );
    const executedAs = accepted && more.length === 0 ? accepted.bunqObjectId : null;
    const adopted = approved.resolution === 'executed' ? executedAs : named;
    await desk.resolve(tx, subject, {
      resolution: approved.resolution,
      bunqObjectId: adopted,
      mayReleasePlace: isPlaceFree({
        ...sight,
        orders: sight.orders.filter(({ bunqObjectId }) => adopted === null || bunqObjectId !== adopted),
      }),
      actor: { type: 'operator', id: toPublicId('operator', approved.decidedBy) },
    });
  }

  private async end(
    tx: Transaction,
    { id, partnerId, kind, subjectId, resolution, decidedBy, overrideReason }: Approved,
    status: 'applied' | 'refused',
    contradiction: string | undefined,
  ): Promise<void> {
    await tx.query(`UPDATE review_proposals SET status = $2, contradiction = $3, ended_at = now() WHERE id = $1`, [
      id,
      status,
      contradiction ?? null,
    ]);
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'operator', id: toPublicId('operator', decidedBy) },
      action: 'review.resolved',
      subject: { type: kind, id: toPublicId(idKindOf[kind], subjectId) },
      outcome: status === 'applied' ? 'done' : 'refused',
      cause: contradiction,
      details: {
        proposal_id: toPublicId('reviewProposal', id),
        resolution,
        is_overridden: status === 'applied' && contradiction !== undefined && overrideReason !== null,
      },
    });
  }

  private async lockApproved(tx: Transaction, partnerId: string, id: string): Promise<Approved | undefined> {
    const [row] = await queryRows<Approved>(
      tx,
      `SELECT id, partner_id AS "partnerId", subject_kind AS kind, subject_id AS "subjectId", resolution,
              bunq_object_id AS "bunqObjectId", decided_by AS "decidedBy", override_reason AS "overrideReason"
       FROM review_proposals WHERE partner_id = $1 AND id = $2 AND status = 'approved' FOR UPDATE`,
      [partnerId, id],
    );
    return row;
  }
}

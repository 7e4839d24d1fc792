import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import type { AlarmDetails } from '@sluis/bank-orders';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import { payoutResource } from './payout-resource.js';
import { isFinalPayout, payoutMayBecome, type PayoutStatus } from './payout-status.js';
import { Payout } from './payout.entity.js';

export interface PayoutChange {
  actor: AuditActor;
  /** A code such as `bank_refused`, kept in the timeline. */
  reason?: string | undefined;
  patch?: Partial<Pick<Payout, 'bunqObjectId' | 'entries' | 'failureStage' | 'failureReason' | 'reviewReason'>>;
}

/** A move that the state table does not have: a fault of ours, never of a caller. */
export class IllegalPayoutTransitionError extends Error {
  override readonly name = 'IllegalPayoutTransitionError';
}

/** The one way a payout's status changes: with its timeline entry, its event and its audit record, or not at all. */
@Injectable()
export class PayoutTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** Row-locked, so that two changes of one payout follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<Payout | undefined> {
    return (await tx.findOne(Payout, { where: { partnerId, id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Writes a new payout with its first timeline entry. */
  async begin(tx: Transaction, payout: Payout, actor: AuditActor): Promise<void> {
    await tx.insert(Payout, payout);
    await this.tell(tx, payout, { actor });
  }

  /**
   * Moves a locked payout along the state table.
   *
   * @throws IllegalPayoutTransitionError
   */
  async move(tx: Transaction, payout: Payout, status: PayoutStatus, change: PayoutChange): Promise<void> {
    if (!payoutMayBecome(payout.status, status)) {
      throw new IllegalPayoutTransitionError(`${payout.status} → ${status}`);
    }
    const now = new Date();
    const columns: Partial<Payout> = {
      ...change.patch,
      status,
      version: payout.version + 1,
      updatedAt: now,
      ...(status === 'executed' ? { executedAt: now } : {}),
    };
    await tx.update(Payout, { partnerId: payout.partnerId, id: payout.id }, columns);
    Object.assign(payout, columns);
    await this.tell(tx, payout, change);
    if (payout.bunqObjectId !== null && (isFinalPayout(status) || status === 'in_review'))
      await this.askForProof(tx, payout);
  }

  private async askForProof(tx: Transaction, { partnerId, id }: Payout): Promise<void> {
    await this.outbox.schedule(tx, { kind: 'payouts.prove', subject: `${partnerId}/${id}`, partnerId, inMs: 0 });
  }

  /** It shall not be sent any more, as far as it has not been. */
  async requestEnd(tx: Transaction, payout: Payout): Promise<void> {
    payout.endRequested = 'cancelled';
    await tx.update(Payout, { partnerId: payout.partnerId, id: payout.id }, { endRequested: 'cancelled' });
  }

  /** What the bank said does not fit what we know. Nothing is changed by it; a person has to look. */
  async raiseAlarm(tx: Transaction, payout: Payout, cause: string, details: AlarmDetails = {}): Promise<void> {
    await this.audit.record(tx, {
      partnerId: payout.partnerId,
      actor: { type: 'platform' },
      action: `${payout.kind}.alarm`,
      subject: { type: payout.kind, id: payout.publicId },
      outcome: 'alarm',
      cause,
      details: { status: payout.status, is_final: isFinalPayout(payout.status), ...details },
    });
  }

  /** For what is seen again at every look. */
  async raiseAlarmOnce(tx: Transaction, payout: Payout, cause: string, details: AlarmDetails): Promise<void> {
    const [known] = await queryRows(
      tx,
      `SELECT 1 FROM audit_records WHERE partner_id = $1 AND subject_type = $2 AND subject_id = $3
         AND outcome = 'alarm' AND cause = $4 AND details @> $5 LIMIT 1`,
      [payout.partnerId, payout.kind, payout.publicId, cause, JSON.stringify(details)],
    );
    if (!known) await this.raiseAlarm(tx, payout, cause, details);
  }

  private async tell(tx: Transaction, payout: Payout, { actor, reason }: PayoutChange): Promise<void> {
    const { partnerId, id, kind, version, status } = payout;
    await tx.query(
      `INSERT INTO payout_transitions (partner_id, payout_id, version, status, actor, reason, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [partnerId, id, version, status, actor.type, reason ?? null, payout.updatedAt],
    );
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `${kind}.${status}`,
      subject: { type: kind, id: payout.publicId },
      outcome: 'done',
      cause: reason,
      details: { version, bunq_object_id: payout.bunqObjectId },
    });
    await this.events.append(tx, {
      partnerId,
      type: `${kind}.${status}`,
      resourceType: kind,
      resourceId: id,
      resourceVersion: version,
      resource: payoutResource(payout),
    });
  }
}

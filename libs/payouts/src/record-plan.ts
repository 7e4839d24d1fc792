import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import type { BankOrder } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import { EventLog } from '@sluis/events';
import { isEndShown, scheduleStatusOf, type BankInstance, type StandingOrder } from '@sluis/payment-initiation';
import { newId, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { areEvidenceOfAll, batchMismatchOf, mismatchOf } from './payout-evidence.js';
import { payoutInstanceResource } from './payout-instance-resource.js';
import { PayoutInstance } from './payout-instance.entity.js';
import { followed } from './payout-status.js';
import { PayoutTransitions } from './payout-transitions.js';
import { Payout } from './payout.entity.js';

const bank: AuditActor = { type: 'bank' };

/** Turns what the bank says of a plan, and of each time it fell due, into instances and the payout's end. */
@Injectable()
export class RecordPlan {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PayoutTransitions,
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  async run(
    { partnerId, id }: Pick<Payout, 'partnerId' | 'id'>,
    seen: BankOrder,
    standing: StandingOrder,
  ): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payout = await this.transitions.lock(tx, partnerId, id);
      if (!payout || !followed.includes(payout.status) || payout.bunqObjectId !== seen.bunqObjectId) return;
      const mismatch = mismatchOf(payout, seen) ?? (payout.entries ? batchMismatchOf(payout, seen) : undefined);
      if (mismatch !== undefined) return this.review(tx, payout, mismatch);
      // A draft that its owner confirmed: from here on it is theirs.
      if (payout.status === 'awaiting_authorisation')
        await this.transitions.move(tx, payout, 'scheduled', { actor: bank });
      const isUnbroken = standing.isComplete || (await this.isOldestKnown(tx, payout, standing));
      for (const instance of standing.instances) {
        if (instance.status === 'executed' && !areEvidenceOfAll(payout, instance.bookings))
          return this.review(tx, payout, 'instance_differs');
        await this.recordInstance(tx, payout, instance);
      }
      if (isUnbroken) await this.recordStanding(tx, payout, standing);
    });
  }

  private async recordInstance(tx: Transaction, payout: Payout, seen: BankInstance): Promise<void> {
    const { partnerId, id: payoutId } = payout;
    const { bunqInstanceId, status, rawStatus: bankStatus, plannedAt } = seen;
    const known = await tx.findOneBy(PayoutInstance, { partnerId, payoutId, bunqInstanceId });
    if (known && (known.status === status || known.status !== 'retrying')) return;
    const now = new Date();
    const instance = tx.create(PayoutInstance, {
      partnerId,
      id: known?.id ?? newId(),
      payoutId,
      bunqInstanceId,
      status,
      version: (known?.version ?? 0) + 1,
      bankStatus,
      plannedAt,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    });
    await tx.save(PayoutInstance, instance);
    await this.tell(tx, payout, instance);
  }

  private async tell(tx: Transaction, payout: Payout, instance: PayoutInstance): Promise<void> {
    const { partnerId } = payout;
    const resource = payoutInstanceResource(instance, payout.kind);
    await this.audit.record(tx, {
      partnerId,
      actor: bank,
      action: `payout_instance.${instance.status}`,
      subject: { type: payout.kind, id: payout.publicId },
      outcome: 'done',
      details: { instance_id: resource.id, version: instance.version },
    });
    await this.events.append(tx, {
      partnerId,
      type: `payout_instance.${instance.status}`,
      resourceType: 'payout_instance',
      resourceId: instance.id,
      resourceVersion: instance.version,
      resource,
    });
  }

  /** The plan is over when the bank says so; what failed for want of money is tried again only while it stands. */
  private async recordStanding(tx: Transaction, payout: Payout, standing: StandingOrder): Promise<void> {
    const { partnerId, id } = payout;
    const { bunqScheduleId } = standing;
    const scheduleStatus = scheduleStatusOf(standing.rawStatus);
    const overSince = scheduleStatus === 'active' ? null : (payout.scheduleOverSince ?? new Date());
    if (payout.scheduleStatus !== scheduleStatus || payout.bunqScheduleId !== bunqScheduleId) {
      const patch = { scheduleStatus, bunqScheduleId, scheduleOverSince: overSince };
      await tx.update(Payout, { partnerId, id }, patch);
      Object.assign(payout, patch);
    }
    if (scheduleStatus === 'active' || !payout.schedule || !overSince) return;
    const counts = await this.countInstances(tx, payout);
    if (scheduleStatus === 'finished' && counts.retrying > 0) return;
    const over = { schedule: payout.schedule, scheduleStatus, overSince };
    const shown = isEndShown(over, counts.executed + counts.failed, new Date(), this.config.env);
    if (shown === 'never') return this.review(tx, payout, 'instances_not_shown');
    if (shown === 'not_yet') return;
    if (scheduleStatus === 'finished' && counts.executed > 0 && counts.failed === 0)
      return this.transitions.move(tx, payout, 'executed', { actor: bank, patch: { entries: allExecuted(payout) } });
    const isWanted = payout.endRequested !== null;
    const reason =
      scheduleStatus === 'finished' ? 'instances_failed' : isWanted ? 'cancelled' : 'schedule_cancelled_at_bank';
    if (counts.executed > 0) {
      const patch = { failureStage: 'execution', failureReason: reason } as const;
      return this.transitions.move(tx, payout, 'partially_executed', { actor: bank, reason, patch });
    }
    if (scheduleStatus === 'cancelled') return this.transitions.move(tx, payout, 'cancelled', { actor: bank, reason });
    const patch = { failureStage: 'execution', failureReason: reason } as const;
    await this.transitions.move(tx, payout, 'failed', { actor: bank, reason, patch });
  }

  private async countInstances(tx: Transaction, { partnerId, id }: Payout) {
    const [row] = await queryRows<{ executed: number; failed: number; retrying: number }>(
      tx,
      `SELECT (count(*) FILTER (WHERE status = 'executed'))::int AS executed,
              (count(*) FILTER (WHERE status = 'failed'))::int AS failed,
              (count(*) FILTER (WHERE status = 'retrying'))::int AS retrying
       FROM payout_instances WHERE partner_id = $1 AND payout_id = $2`,
      [partnerId, id],
    );
    return row ?? { executed: 0, failed: 0, retrying: 0 };
  }

  /** What is older than we read was read before. */
  private async isOldestKnown(tx: Transaction, { partnerId, id: payoutId }: Payout, { instances }: StandingOrder) {
    const oldest = instances.at(-1);
    if (!oldest) return false;
    const { bunqInstanceId } = oldest;
    return tx.existsBy(PayoutInstance, { partnerId, payoutId, bunqInstanceId });
  }

  private async review(tx: Transaction, payout: Payout, reviewReason: string): Promise<void> {
    const change = { actor: { type: 'platform' }, reason: reviewReason, patch: { reviewReason } } as const;
    await this.transitions.move(tx, payout, 'in_review', change);
    await this.transitions.raiseAlarm(tx, payout, reviewReason);
  }
}

/** Every time the plan fell due, all of its entries were paid. */
export function allExecuted({ entries }: Payout): Payout['entries'] {
  return entries?.map((entry) => ({ ...entry, status: 'executed' as const })) ?? null;
}

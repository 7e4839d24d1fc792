import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { EventLog } from '@sluis/events';
import { newId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { instanceResource } from './payment-instance-resource.js';
import { PaymentInstance } from './payment-instance.entity.js';
import { withEvidence } from './payment-entries.js';
import { scheduleStatusOf } from './payment-schedule.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';
import { isEvidencedBy } from './record-outcome.js';
import { isEndShown, type BankInstance, type StandingOrder } from './standing-order.js';

const bank: AuditActor = { type: 'bank' };

/** Turns what the bank says of a standing order, and of each time it fell due, into instances and the payment's end. */
@Injectable()
export class RecordInstances {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PaymentTransitions,
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  async run({ partnerId, id }: Pick<Payment, 'partnerId' | 'id'>, standing: StandingOrder): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.transitions.lock(tx, partnerId, id);
      if (payment?.status !== 'authorised' || !payment.schedule) return;
      for (const instance of standing.instances) {
        if (instance.status === 'executed' && !isBooked(payment, instance)) {
          await this.review(tx, payment, 'instance_differs');
          return;
        }
        await this.recordInstance(tx, payment, instance);
      }
      await this.recordStanding(tx, payment, standing);
    });
  }

  private async recordInstance(tx: Transaction, payment: Payment, seen: BankInstance): Promise<void> {
    const { partnerId, id: paymentId } = payment;
    const { bunqInstanceId, status, rawStatus: bankStatus, plannedAt } = seen;
    const known = await tx.findOneBy(PaymentInstance, { partnerId, paymentId, bunqInstanceId });
    if (known && (known.status === status || known.status !== 'retrying')) return;
    const now = new Date();
    const instance = tx.create(PaymentInstance, {
      partnerId,
      id: known?.id ?? newId(),
      paymentId,
      bunqInstanceId,
      status,
      version: (known?.version ?? 0) + 1,
      bankStatus,
      plannedAt,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
    });
    await tx.save(PaymentInstance, instance);
    await this.audit.record(tx, {
      partnerId,
      actor: bank,
      action: `payment_instance.${status}`,
      subject: { type: 'payment', id: toPublicId('payment', paymentId) },
      outcome: 'done',
      details: { instance_id: toPublicId('paymentInstance', instance.id), version: instance.version },
    });
    await this.events.append(tx, {
      partnerId,
      type: `payment_instance.${status}`,
      resourceType: 'payment_instance',
      resourceId: instance.id,
      resourceVersion: instance.version,
      resource: instanceResource(instance),
    });
  }

  /** The order is over when the bank says so and every time it fell due has come to an end. */
  private async recordStanding(tx: Transaction, payment: Payment, standing: StandingOrder): Promise<void> {
    const { bunqScheduleId } = standing;
    const scheduleStatus = scheduleStatusOf(standing.rawStatus);
    const overSince = scheduleStatus === 'active' ? null : (payment.scheduleOverSince ?? new Date());
    if (payment.scheduleStatus !== scheduleStatus || payment.bunqScheduleId !== bunqScheduleId) {
      const patch = { scheduleStatus, bunqScheduleId, scheduleOverSince: overSince };
      const note = { actor: bank, action: 'payment_schedule.noted', cause: scheduleStatus };
      await this.transitions.note(tx, payment, patch, note);
    }
    const isOpen = standing.instances.some(({ status }) => status === 'retrying');
    if (scheduleStatus === 'active' || !payment.schedule || !overSince || isOpen || !standing.isComplete) return;
    const over = { schedule: payment.schedule, scheduleStatus, overSince };
    const shown = isEndShown(over, standing.instances.length, new Date(), this.config.env);
    if (shown === 'never') return this.review(tx, payment, 'instances_not_shown');
    if (shown === 'not_yet') return;
    const executed = standing.instances.filter(({ status }) => status === 'executed').length;
    const isWhole = scheduleStatus === 'finished' && executed === standing.instances.length;
    if (isWhole && executed > 0) {
      const entries = payment.entries?.map((entry) => ({ ...entry, status: 'executed' as const })) ?? null;
      await this.transitions.move(tx, payment, 'executed', { actor: bank, patch: { entries } });
      return;
    }
    const reason = scheduleStatus === 'cancelled' ? 'schedule_cancelled_at_bank' : 'instances_failed';
    const patch = { failureStage: 'execution', failureReason: reason } as const;
    await this.transitions.move(tx, payment, executed > 0 ? 'partially_executed' : 'failed', {
      actor: bank,
      reason,
      patch,
    });
  }

  private async review(tx: Transaction, payment: Payment, reviewReason: string): Promise<void> {
    const patch = { reviewReason };
    await this.transitions.move(tx, payment, 'in_review', { actor: { type: 'platform' }, reason: reviewReason, patch });
    await this.transitions.raiseAlarm(tx, payment, reviewReason);
  }
}

/** What was booked is this payment, whole. */
function isBooked(payment: Payment, { bookings }: BankInstance): boolean {
  if (!payment.entries) return bookings.length === 1 && bookings.every((booked) => isEvidencedBy(payment, booked));
  const reference = toPublicId('payment', payment.id);
  const pending = payment.entries.map((entry) => ({ ...entry, status: 'pending' as const }));
  return withEvidence(pending, reference, payment.debtorIban, bookings).every(({ status }) => status === 'executed');
}

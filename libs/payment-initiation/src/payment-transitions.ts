import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { EventLog } from '@sluis/events';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { PaymentResources } from './payment-resource.js';
import { isFinal, paymentMayBecome, type PaymentStatus } from './payment-status.js';
import { Payment } from './payment.entity.js';

export interface PaymentChange {
  actor: AuditActor;
  /** A code such as `bank_refused`, kept in the timeline. */
  reason?: string;
  patch?: Partial<
    Pick<
      Payment,
      | 'bankStatus'
      | 'bunqObjectId'
      | 'bunqPublicUuid'
      | 'bunqScheduleId'
      | 'debtorIban'
      | 'entries'
      | 'failureStage'
      | 'failureReason'
      | 'reviewReason'
      | 'scheduleStatus'
    >
  >;
}

/** A move that the state table does not have: a fault of ours, never of a caller. */
export class IllegalPaymentTransitionError extends Error {
  override readonly name = 'IllegalPaymentTransitionError';
}

/** The one way a payment's status changes: with its timeline entry, its event and its audit record, or not at all. */
@Injectable()
export class PaymentTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly resources: PaymentResources,
  ) {}

  /** Row-locked, so that two changes of one payment follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<Payment | undefined> {
    return (await tx.findOne(Payment, { where: { partnerId, id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Writes a new payment with its first timeline entry. */
  async begin(tx: Transaction, payment: Payment, actor: AuditActor): Promise<void> {
    await tx.insert(Payment, payment);
    await this.tell(tx, payment, { actor });
  }

  /**
   * Moves a locked payment along the state table.
   *
   * @throws IllegalPaymentTransitionError
   */
  async move(tx: Transaction, payment: Payment, status: PaymentStatus, change: PaymentChange): Promise<void> {
    if (!paymentMayBecome(payment.status, status)) {
      throw new IllegalPaymentTransitionError(`${payment.status} → ${status}`);
    }
    const now = new Date();
    const columns: Partial<Payment> = {
      ...change.patch,
      status,
      version: payment.version + 1,
      updatedAt: now,
      ...(status === 'executed' ? { executedAt: now } : {}),
    };
    await tx.update(Payment, { partnerId: payment.partnerId, id: payment.id }, columns);
    Object.assign(payment, columns);
    await this.tell(tx, payment, change);
  }

  /** What the bank said does not fit what we know. Nothing is changed by it; a person has to look. */
  async raiseAlarm(
    tx: Transaction,
    payment: Payment,
    cause: string,
    details: Record<string, string | number | null> = {},
  ): Promise<void> {
    await this.audit.record(tx, {
      partnerId: payment.partnerId,
      actor: { type: 'platform' },
      action: 'payment.alarm',
      subject: { type: 'payment', id: toPublicId('payment', payment.id) },
      outcome: 'alarm',
      cause,
      details: { status: payment.status, is_final: isFinal(payment.status), ...details },
    });
  }

  /** For what is seen again at every look. */
  async raiseAlarmOnce(
    tx: Transaction,
    payment: Payment,
    cause: string,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    const [known] = await queryRows(
      tx,
      `SELECT 1 FROM audit_records WHERE partner_id = $1 AND subject_type = 'payment' AND subject_id = $2
         AND outcome = 'alarm' AND cause = $3 AND details @> $4 LIMIT 1`,
      [payment.partnerId, toPublicId('payment', payment.id), cause, JSON.stringify(details)],
    );
    if (!known) await this.raiseAlarm(tx, payment, cause, details);
  }

  private async tell(tx: Transaction, payment: Payment, { actor, reason }: PaymentChange): Promise<void> {
    const { partnerId, id, version, status, bankStatus } = payment;
    await tx.query(
      `INSERT INTO payment_transitions (partner_id, payment_id, version, status, bank_status, actor, reason, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [partnerId, id, version, status, bankStatus, actor.type, reason ?? null, payment.updatedAt],
    );
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `payment.${status}`,
      subject: { type: 'payment', id: toPublicId('payment', id) },
      outcome: 'done',
      cause: reason,
      details: { version, rail: payment.rail, bank_status: bankStatus, bunq_object_id: payment.bunqObjectId },
    });
    await this.events.append(tx, {
      partnerId,
      type: `payment.${status}`,
      resourceType: 'payment',
      resourceId: id,
      resourceVersion: version,
      resource: this.resources.toResource(payment),
    });
  }
}

import { Injectable } from '@nestjs/common';
import { AuditTrail, ContentSeals, type AuditActor, type AuditEntry, type SealedContent } from '@sluis/audit';
import { EventLog, type NewEvent } from '@sluis/events';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { Money } from '@sluis/money';
import { Outbox } from '@sluis/outbox';
import { SpendingReservations } from '@sluis/spending-rules';
import { creditableFrom, type ProvenMovement } from './creditable.js';
import { PaidPayments } from './paid-payments.js';
import { totalOf } from './payment-entries.js';
import { PaymentResources, sealedPaymentFields } from './payment-resource.js';
import { isFinal, isPaid, isUnpaidEnd, paymentMayBecome, type PaymentStatus } from './payment-status.js';
import { Payment } from './payment.entity.js';

export interface PaymentChange {
  actor: AuditActor;
  /** A code such as `bank_refused`, kept in the timeline. */
  reason?: string;
  /** Of a move to `executed`: the movements that prove it. */
  movements?: readonly ProvenMovement[];
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

/** What is recorded of a change that is no move. */
export type PaymentNote = Pick<AuditEntry, 'actor' | 'action'> &
  Partial<Pick<AuditEntry, 'outcome' | 'cause' | 'details'>>;

/** The timeline entry, audit record and event of one status. */
export interface PaymentRecords {
  transition: {
    partner_id: string;
    payment_id: string;
    version: number;
    status: PaymentStatus;
    bank_status: string | null;
    actor: string;
    reason: string | null;
    at: Date;
  };
  audit: AuditEntry;
  event: NewEvent;
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
    private readonly seals: ContentSeals,
    private readonly resources: PaymentResources,
    private readonly reservations: SpendingReservations,
    private readonly outbox: Outbox,
    private readonly paidPayments: PaidPayments,
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
    if (status === 'failed' && !(change.patch?.failureStage && change.patch.failureReason))
      throw new IllegalPaymentTransitionError('failed, without where and why');
    if (!paymentMayBecome(payment.status, status)) {
      throw new IllegalPaymentTransitionError(`${payment.status} → ${status}`);
    }
    const now = new Date();
    // A planned order is paid in instances, each creditable by itself.
    const creditable =
      status === 'executed' && !payment.schedule
        ? creditableFrom(change.movements ?? [{ creditorIban: payment.creditorIban }], now)
        : undefined;
    const columns: Partial<Payment> = {
      ...change.patch,
      ...(creditable && { creditableBasis: creditable.basis, creditableFrom: creditable.from }),
      status,
      version: payment.version + 1,
      updatedAt: now,
      ...(status === 'executed' ? { executedAt: now } : {}),
    };
    await tx.update(Payment, { partnerId: payment.partnerId, id: payment.id }, columns);
    Object.assign(payment, columns);
    if (isUnpaidEnd(status)) await this.reservations.release(tx, payment.partnerId, payment.id);
    if (status === 'partially_executed')
      await this.reservations.release(tx, payment.partnerId, payment.id, executedPart(payment));
    await this.tell(tx, payment, change);
    if (isPaid(status)) await this.paidPayments.paid(tx, payment, change.actor);
    if (creditable) await this.creditOrWait(tx, payment, creditable.from, now);
    if (payment.bunqObjectId !== null && (payment.isFinal || status === 'in_review'))
      await this.askForProof(tx, payment);
  }

  /** A locked, executed payment whose payee may count on the money from now on: a new version, and no new status. */
  async credit(tx: Transaction, payment: Payment): Promise<void> {
    const now = new Date();
    const columns: Partial<Payment> = { creditableAt: now, version: payment.version + 1, updatedAt: now };
    await tx.update(Payment, { partnerId: payment.partnerId, id: payment.id }, columns);
    Object.assign(payment, columns);
    await this.tell(tx, payment, { actor: { type: 'platform' }, reason: 'creditable' }, 'creditable');
  }

  /**
   * Changes what is shown of a locked payment and leaves its status and version: with an audit record that says what it is
   * from now on, and what it was.
   */
  async note(tx: Transaction, payment: Payment, patch: Partial<Payment>, note: PaymentNote): Promise<void> {
    const { partnerId, id, version } = payment;
    const before = this.sealOf(payment);
    await tx.update(Payment, { partnerId, id }, patch);
    Object.assign(payment, patch);
    await this.audit.record(tx, {
      partnerId,
      subject: { type: 'payment', id: toPublicId('payment', id) },
      outcome: 'done',
      ...note,
      details: { ...note.details, of_version: version, ...this.sealOf(payment), content_before: before.content },
    });
  }

  private sealOf(payment: Payment, resource = this.resources.toResource(payment)): SealedContent {
    return this.seals.of({ type: 'payment', id: payment.id }, sealedPaymentFields, resource);
  }

  private async creditOrWait(tx: Transaction, payment: Payment, from: Date, now: Date): Promise<void> {
    if (from <= now) return this.credit(tx, payment);
    const { partnerId, id } = payment;
    const inMs = from.getTime() - now.getTime();
    await this.outbox.schedule(tx, { kind: 'payments.credit', subject: `${partnerId}/${id}`, partnerId, inMs });
  }

  private async askForProof(tx: Transaction, { partnerId, id }: Payment): Promise<void> {
    await this.outbox.schedule(tx, { kind: 'payments.prove', subject: `${partnerId}/${id}`, partnerId, inMs: 0 });
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

  /** What is written of a payment's status, or of `what` else came to it, beside the payment itself. */
  recordsOf(payment: Payment, { actor, reason }: PaymentChange, what: string = payment.status): PaymentRecords {
    const { partnerId, id, version, status, bankStatus, updatedAt } = payment;
    const resource = this.resources.toResource(payment);
    return {
      transition: {
        partner_id: partnerId,
        payment_id: id,
        version,
        status,
        bank_status: bankStatus,
        actor: actor.type,
        reason: reason ?? null,
        at: updatedAt,
      },
      audit: {
        partnerId,
        actor,
        action: `payment.${what}`,
        subject: { type: 'payment', id: toPublicId('payment', id) },
        outcome: 'done',
        cause: reason,
        details: {
          version,
          rail: payment.rail,
          bank_status: bankStatus,
          bunq_object_id: payment.bunqObjectId,
          at: updatedAt.toISOString(),
          ...this.sealOf(payment, resource),
        },
      },
      event: {
        partnerId,
        type: `payment.${what}`,
        resourceType: 'payment',
        resourceId: id,
        resourceVersion: version,
        resource,
      },
    };
  }

  private async tell(tx: Transaction, payment: Payment, change: PaymentChange, what?: string): Promise<void> {
    const { transition, audit, event } = this.recordsOf(payment, change, what);
    await tx.query(
      `INSERT INTO payment_transitions (partner_id, payment_id, version, status, bank_status, actor, reason, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        transition.partner_id,
        transition.payment_id,
        transition.version,
        transition.status,
        transition.bank_status,
        transition.actor,
        transition.reason,
        transition.at,
      ],
    );
    await this.audit.record(tx, audit);
    await this.events.append(tx, event);
  }
}

/** Of an order of many, what the bank's movements showed; of any other, all of it. */
function executedPart({ entries, amount }: Payment): Money {
  const executed = entries?.filter(({ status }) => status === 'executed');
  return executed ? totalOf(executed) : amount;
}

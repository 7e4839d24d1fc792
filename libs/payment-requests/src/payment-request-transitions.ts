import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { attachmentIdsOf } from './attachments/attached.js';
import { toPaymentRequestResource } from './payment-request-resource.js';
import { isFinal, paymentRequestMayBecome, type PaymentRequestStatus } from './payment-request-status.js';
import { PaymentRequest } from './payment-request.entity.js';
import { RequestDependants } from './request-dependants.js';

export interface PaymentRequestChange {
  actor: AuditActor;
  /** A code such as `bank_refused`, kept in the audit record. */
  reason?: string;
  patch?: Partial<
    Pick<
      PaymentRequest,
      | 'amountPaidMinor'
      | 'bankExpiresAt'
      | 'bankStatus'
      | 'billingAddress'
      | 'bunqRequestInquiryId'
      | 'failureReason'
      | 'failureStage'
      | 'hintedAt'
      | 'reviewReason'
      | 'shareUrl'
      | 'shippingAddress'
    >
  >;
}

/** A move that the state table does not have: a fault of ours, never of a caller. */
export class IllegalRequestTransitionError extends Error {
  override readonly name = 'IllegalRequestTransitionError';
}

/** The one way a payment request changes what partners see: with its event and its audit record, or not at all. */
@Injectable()
export class PaymentRequestTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly dependants: RequestDependants,
    private readonly outbox: Outbox,
  ) {}

  /** Row-locked, so that two changes of one request follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<PaymentRequest | undefined> {
    const where = { partnerId, id };
    return (await tx.findOne(PaymentRequest, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async begin(tx: Transaction, request: PaymentRequest, attachmentIds: string[], actor: AuditActor): Promise<void> {
    await tx.insert(PaymentRequest, request);
    for (const [position, attachmentId] of attachmentIds.entries()) {
      await tx.query(
        `INSERT INTO payment_request_attachments (partner_id, payment_request_id, position, attachment_id)
         VALUES ($1, $2, $3, $4)`,
        [request.partnerId, request.id, position, attachmentId],
      );
    }
    await this.tell(tx, request, request.status, { actor });
  }

  /**
   * Moves a locked request along the state table.
   *
   * @throws IllegalRequestTransitionError
   */
  async move(
    tx: Transaction,
    request: PaymentRequest,
    status: PaymentRequestStatus,
    change: PaymentRequestChange,
  ): Promise<void> {
    if (!paymentRequestMayBecome(request.status, status))
      throw new IllegalRequestTransitionError(`${request.status} → ${status}`);
    const isFirstAcceptance = status === 'accepted' && request.acceptedAt === null;
    await this.save(tx, request, { ...change.patch, status, ...(isFirstAcceptance && { acceptedAt: new Date() }) });
    await this.tell(tx, request, status, change);
    await this.dependants.moved(tx, request, change);
    const isSettled = isFinal(status) || status === 'accepted' || status === 'in_review';
    if (request.bunqRequestInquiryId !== null && isSettled) await this.askForProof(tx, request);
  }

  private async askForProof(tx: Transaction, { partnerId, id }: PaymentRequest): Promise<void> {
    const subject = `${partnerId}/${id}`;
    await this.outbox.schedule(tx, { kind: 'payment_requests.prove', subject, partnerId, inMs: 0 });
  }

  /** Something that partners are told of without a new status: the link became known. */
  async announce(tx: Transaction, request: PaymentRequest, news: 'shareable', change: PaymentRequestChange) {
    await this.save(tx, request, { ...change.patch });
    await this.tell(tx, request, news, change);
  }

  /** The bank's own words and times. Nobody is told of them alone. */
  async note(tx: Transaction, request: PaymentRequest, patch: PaymentRequestChange['patch'] = {}): Promise<void> {
    await tx.update(PaymentRequest, { partnerId: request.partnerId, id: request.id }, patch);
    Object.assign(request, patch);
  }

  /** What the bank said does not fit what we know. Nothing is changed by it; a person has to look. */
  async raiseAlarm(
    tx: Transaction,
    request: PaymentRequest,
    cause: string,
    details: Record<string, string | number | null> = {},
  ): Promise<void> {
    await this.audit.record(tx, {
      partnerId: request.partnerId,
      actor: { type: 'platform' },
      action: 'payment_request.alarm',
      subject: { type: 'payment_request', id: toPublicId('paymentRequest', request.id) },
      outcome: 'alarm',
      cause,
      details: { status: request.status, is_final: isFinal(request.status), ...details },
    });
  }

  /** For what is seen again at every look. */
  async raiseAlarmOnce(
    tx: Transaction,
    request: PaymentRequest,
    cause: string,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    const [known] = await queryRows(
      tx,
      `SELECT 1 FROM audit_records WHERE partner_id = $1 AND subject_type = 'payment_request' AND subject_id = $2
         AND outcome = 'alarm' AND cause = $3 AND details @> $4 LIMIT 1`,
      [request.partnerId, toPublicId('paymentRequest', request.id), cause, JSON.stringify(details)],
    );
    if (!known) await this.raiseAlarm(tx, request, cause, details);
  }

  private async save(tx: Transaction, request: PaymentRequest, columns: Partial<PaymentRequest>): Promise<void> {
    const changed = { ...columns, version: request.version + 1, updatedAt: new Date() };
    await tx.update(PaymentRequest, { partnerId: request.partnerId, id: request.id }, changed);
    Object.assign(request, changed);
  }

  private async tell(
    tx: Transaction,
    request: PaymentRequest,
    news: PaymentRequestStatus | 'shareable',
    { actor, reason }: PaymentRequestChange,
  ): Promise<void> {
    const { partnerId, id, version, bankStatus } = request;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `payment_request.${news}`,
      subject: { type: 'payment_request', id: toPublicId('paymentRequest', id) },
      outcome: 'done',
      cause: reason,
      details: { version, bank_status: bankStatus, bunq_request_inquiry_id: request.bunqRequestInquiryId },
    });
    await this.events.append(tx, {
      partnerId,
      type: `payment_request.${news}`,
      resourceType: 'payment_request',
      resourceId: id,
      resourceVersion: version,
      resource: toPaymentRequestResource(request, await attachmentIdsOf(tx, partnerId, id)),
    });
  }
}

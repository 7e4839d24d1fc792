import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { EventLog } from '@sluis/events';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { toIncomingRequestResource } from './incoming-request-resource.js';
import { incomingRequestMayBecome, type IncomingRequestStatus } from './incoming-request-status.js';
import { IncomingRequest } from './incoming-request.entity.js';

export interface IncomingRequestChange {
  actor: AuditActor;
  reason?: string;
  patch?: Partial<
    Pick<IncomingRequest, 'amountPaidMinor' | 'answer' | 'bankStatus' | 'failureReason' | 'reviewReason'>
  >;
}

/** A move that the state table does not have: a fault of ours, never of a caller. */
export class IllegalIncomingTransitionError extends Error {
  override readonly name = 'IllegalIncomingTransitionError';
}

/** The one way a request to the partner changes: with its event and its audit record, or not at all. */
@Injectable()
export class IncomingRequestTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
  ) {}

  /** Row-locked, so that two changes of one request follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<IncomingRequest | undefined> {
    const where = { partnerId, id };
    return (await tx.findOne(IncomingRequest, { where, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async begin(tx: Transaction, request: IncomingRequest): Promise<void> {
    await tx.insert(IncomingRequest, request);
    await this.tell(tx, request, { actor: { type: 'bank' } });
  }

  /**
   * Moves a locked request along the state table.
   *
   * @throws IllegalIncomingTransitionError
   */
  async move(
    tx: Transaction,
    request: IncomingRequest,
    status: IncomingRequestStatus,
    change: IncomingRequestChange,
  ): Promise<void> {
    if (!incomingRequestMayBecome(request.status, status))
      throw new IllegalIncomingTransitionError(`${request.status} → ${status}`);
    const now = new Date();
    const columns = {
      ...change.patch,
      status,
      version: request.version + 1,
      updatedAt: now,
      ...(status === 'accepted' && request.acceptedAt === null && { acceptedAt: now }),
    };
    await tx.update(IncomingRequest, { partnerId: request.partnerId, id: request.id }, columns);
    Object.assign(request, columns);
    await this.tell(tx, request, change);
  }

  async note(tx: Transaction, request: IncomingRequest, bankStatus: string): Promise<void> {
    await tx.update(IncomingRequest, { partnerId: request.partnerId, id: request.id }, { bankStatus });
    request.bankStatus = bankStatus;
  }

  async review(tx: Transaction, request: IncomingRequest, reviewReason: string, bankStatus?: string): Promise<void> {
    await this.move(tx, request, 'in_review', {
      actor: { type: 'platform' },
      reason: reviewReason,
      patch: { reviewReason, ...(bankStatus !== undefined && { bankStatus }) },
    });
    await this.raiseAlarmOnce(tx, request, reviewReason);
  }

  /** What the bank said does not fit what we know. Nothing is changed by it; a person has to look. */
  async raiseAlarmOnce(
    tx: Transaction,
    request: IncomingRequest,
    cause: string,
    details: Record<string, string | number | null> = {},
  ): Promise<void> {
    const subject = { type: 'incoming_payment_request', id: toPublicId('incomingPaymentRequest', request.id) };
    const [known] = await queryRows(
      tx,
      `SELECT 1 FROM audit_records WHERE partner_id = $1 AND subject_type = $2 AND subject_id = $3
         AND outcome = 'alarm' AND cause = $4 AND details @> $5 LIMIT 1`,
      [request.partnerId, subject.type, subject.id, cause, JSON.stringify(details)],
    );
    if (known) return;
    await this.audit.record(tx, {
      partnerId: request.partnerId,
      actor: { type: 'platform' },
      action: 'incoming_payment_request.alarm',
      subject,
      outcome: 'alarm',
      cause,
      details: { status: request.status, ...details },
    });
  }

  private async tell(tx: Transaction, request: IncomingRequest, { actor, reason }: IncomingRequestChange) {
    const { partnerId, id, version, status, bankStatus } = request;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `incoming_payment_request.${status}`,
      subject: { type: 'incoming_payment_request', id: toPublicId('incomingPaymentRequest', id) },
      outcome: 'done',
      cause: reason,
      details: { version, bank_status: bankStatus, bunq_request_response_id: request.bunqRequestResponseId },
    });
    await this.events.append(tx, {
      partnerId,
      type: `incoming_payment_request.${status}`,
      resourceType: 'incoming_payment_request',
      resourceId: id,
      resourceVersion: version,
      resource: toIncomingRequestResource(request),
    });
  }
}

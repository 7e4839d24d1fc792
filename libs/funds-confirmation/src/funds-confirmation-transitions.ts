import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { afterCommit, toPublicId, type Transaction } from '@sluis/persistence';
import { observeEnd } from './confirmation-metrics.js';
import { FundsConfirmationBatches } from './funds-confirmation-batches.js';
import { toFundsConfirmationResource } from './funds-confirmation-resource.js';
import { fundsConfirmationMayBecome, type FundsConfirmationStatus } from './funds-confirmation-status.js';
import { FundsConfirmation } from './funds-confirmation.entity.js';

/** After a single question's answer a person waits; a batch can take its time between others. */
const askForMs = { single: 3_000, batch: 15 * 60_000 };

export interface FundsConfirmationChange {
  actor: AuditActor;
  /** A request id, or why. */
  cause?: string;
  patch?: Partial<Pick<FundsConfirmation, 'fundsAvailable' | 'reason' | 'answeredAt' | 'asks' | 'askUntil'>>;
}

/** The one way a question changes: with its event, its audit record and its due work, or not at all. */
@Injectable()
export class FundsConfirmationTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly batches: FundsConfirmationBatches,
  ) {}

  /** Row-locked, so that two changes of one question follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<FundsConfirmation | undefined> {
    const found = await tx.findOne(FundsConfirmation, {
      where: { partnerId, id },
      lock: { mode: 'pessimistic_write' },
    });
    return found ?? undefined;
  }

  async begin(tx: Transaction, confirmation: FundsConfirmation, change: FundsConfirmationChange): Promise<void> {
    await tx.insert(FundsConfirmation, confirmation);
    await this.tell(tx, confirmation, change);
    await this.haveItAsked(tx, confirmation);
  }

  /** Moves a locked question along the state table, and its batch with it. */
  async move(
    tx: Transaction,
    confirmation: FundsConfirmation,
    status: FundsConfirmationStatus,
    change: FundsConfirmationChange,
  ): Promise<void> {
    if (!fundsConfirmationMayBecome(confirmation.status, status))
      throw new Error(`a funds confirmation that is ${confirmation.status} cannot become ${status}`);
    const columns: Partial<FundsConfirmation> = {
      ...change.patch,
      status,
      version: confirmation.version + 1,
      updatedAt: new Date(),
    };
    await tx.update(FundsConfirmation, { partnerId: confirmation.partnerId, id: confirmation.id }, columns);
    Object.assign(confirmation, columns);
    await this.tell(tx, confirmation, change);
    if (status === 'pending') return this.haveItAsked(tx, confirmation);
    afterCommit(tx, () => observeEnd(confirmation));
    if (confirmation.batchId) await this.batches.completeIfDone(tx, confirmation.partnerId, confirmation.batchId);
  }

  /** No new question goes to the bank after this. */
  askUntil(batchId: string | null, from: Date): Date {
    return new Date(from.getTime() + (batchId === null ? askForMs.single : askForMs.batch));
  }

  private async haveItAsked(tx: Transaction, { partnerId, id, batchId }: FundsConfirmation): Promise<void> {
    const kind = batchId === null ? 'funds.confirm' : 'funds.confirm_batch';
    await this.outbox.schedule(tx, { kind, subject: `${partnerId}/${id}`, partnerId });
  }

  private async tell(
    tx: Transaction,
    confirmation: FundsConfirmation,
    { actor, cause }: FundsConfirmationChange,
  ): Promise<void> {
    const { partnerId, id, status, version } = confirmation;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `funds_confirmation.${status}`,
      subject: { type: 'funds_confirmation', id: toPublicId('fundsConfirmation', id) },
      outcome: status === 'unanswered' ? 'failed' : 'done',
      cause: cause ?? confirmation.reason ?? undefined,
      details: {
        version,
        consent: toPublicId('consent', confirmation.consentId),
        account: toPublicId('account', confirmation.accountId),
        asks: confirmation.asks,
        funds_available: confirmation.fundsAvailable,
      },
    });
    await this.events.append(tx, {
      partnerId,
      type: `funds_confirmation.${status}`,
      resourceType: 'funds_confirmation',
      resourceId: id,
      resourceVersion: version,
      resource: toFundsConfirmationResource(confirmation),
    });
  }
}

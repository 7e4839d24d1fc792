import { Injectable } from '@nestjs/common';
import { EventLog } from '@sluis/events';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { newId, toPublicId, type Transaction } from '@sluis/persistence';
import { toBatchResource } from './funds-confirmation-resource.js';
import { FundsConfirmation, FundsConfirmationBatch } from './funds-confirmation.entity.js';

/** Questions that were asked together, and whether all of them have come to an end. */
@Injectable()
export class FundsConfirmationBatches {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
  ) {}

  /** Its questions come after it, in the same transaction; `announce` tells of both. */
  async begin(tx: Transaction, partnerId: string): Promise<FundsConfirmationBatch> {
    const batch = tx.create(FundsConfirmationBatch, {
      partnerId,
      id: newId(),
      status: 'pending',
      version: 1,
      createdAt: new Date(),
      completedAt: null,
    });
    await tx.insert(FundsConfirmationBatch, batch);
    return batch;
  }

  async announce(
    tx: Transaction,
    batch: FundsConfirmationBatch,
    confirmations: FundsConfirmation[],
    actor: AuditActor,
  ): Promise<void> {
    const { partnerId, id, status, version } = batch;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `funds_confirmation_batch.${status}`,
      subject: { type: 'funds_confirmation_batch', id: toPublicId('fundsConfirmationBatch', id) },
      outcome: 'done',
      details: { version, questions: confirmations.length },
    });
    await this.events.append(tx, {
      partnerId,
      type: `funds_confirmation_batch.${status}`,
      resourceType: 'funds_confirmation_batch',
      resourceId: id,
      resourceVersion: version,
      resource: toBatchResource(batch, confirmations),
    });
  }

  async find(
    tx: Transaction,
    partnerId: string,
    id: string,
  ): Promise<{ batch: FundsConfirmationBatch; confirmations: FundsConfirmation[] } | undefined> {
    const batch = await tx.findOneBy(FundsConfirmationBatch, { partnerId, id });
    return batch ? { batch, confirmations: await this.confirmationsOf(tx, batch) } : undefined;
  }

  /** The batch's row is the lock, so that of the last two answers that come at once one sees the other. */
  async completeIfDone(tx: Transaction, partnerId: string, id: string): Promise<void> {
    const batch = await tx.findOne(FundsConfirmationBatch, {
      where: { partnerId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (batch?.status !== 'pending') return;
    if (await tx.existsBy(FundsConfirmation, { partnerId, batchId: id, status: 'pending' })) return;
    const completed = { status: 'completed', version: batch.version + 1, completedAt: new Date() } as const;
    await tx.update(FundsConfirmationBatch, { partnerId, id }, completed);
    Object.assign(batch, completed);
    await this.announce(tx, batch, await this.confirmationsOf(tx, batch), { type: 'platform' });
  }

  private confirmationsOf(tx: Transaction, { partnerId, id }: FundsConfirmationBatch): Promise<FundsConfirmation[]> {
    return tx.find(FundsConfirmation, { where: { partnerId, batchId: id }, order: { id: 'ASC' } });
  }
}

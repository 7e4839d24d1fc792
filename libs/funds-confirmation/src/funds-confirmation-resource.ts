import { amountShownSchema } from '@sluis/money';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { nextFundsConfirmationStatuses, type FundsConfirmationStatus } from './funds-confirmation-status.js';
import type { FundsConfirmation, FundsConfirmationBatch } from './funds-confirmation.entity.js';

/** A question and its answer as partners see them, in answers and in events. */
export const fundsConfirmationResourceSchema = z
  .strictObject({
    id: publicIdSchema('fundsConfirmation'),
    consent_id: publicIdSchema('consent'),
    account_id: publicIdSchema('account'),
    batch_id: publicIdSchema('fundsConfirmationBatch').nullable(),
    amount: amountShownSchema,
    status: z.enum(Object.keys(nextFundsConfirmationStatuses) as FundsConfirmationStatus[]),
    funds_available: z.boolean().nullable().describe('What was true at `answered_at`. Nothing is reserved.'),
    reason: z.string().nullable().describe('Why there is no answer.'),
    version: z.int(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    answered_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FundsConfirmation' });
export type FundsConfirmationResource = z.output<typeof fundsConfirmationResourceSchema>;

export const fundsConfirmationBatchResourceSchema = z
  .strictObject({
    id: publicIdSchema('fundsConfirmationBatch'),
    status: z.enum(['pending', 'completed']),
    version: z.int(),
    counts: z.strictObject({ pending: z.int(), answered: z.int(), unanswered: z.int() }),
    data: z.array(fundsConfirmationResourceSchema).describe('In the order in which they were asked.'),
    created_at: z.iso.datetime(),
    completed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FundsConfirmationBatch' });
export type FundsConfirmationBatchResource = z.output<typeof fundsConfirmationBatchResourceSchema>;

export function toFundsConfirmationResource(confirmation: FundsConfirmation): FundsConfirmationResource {
  const { id, consentId, accountId, batchId, status, answeredAt } = confirmation;
  return {
    id: toPublicId('fundsConfirmation', id),
    consent_id: toPublicId('consent', consentId),
    account_id: toPublicId('account', accountId),
    batch_id: batchId && toPublicId('fundsConfirmationBatch', batchId),
    amount: confirmation.amount.toWire(),
    status,
    funds_available: confirmation.fundsAvailable,
    reason: status === 'unanswered' ? confirmation.reason : null,
    version: confirmation.version,
    created_at: confirmation.createdAt.toISOString(),
    updated_at: confirmation.updatedAt.toISOString(),
    answered_at: answeredAt?.toISOString() ?? null,
  };
}

export function toBatchResource(
  batch: FundsConfirmationBatch,
  confirmations: FundsConfirmation[],
): FundsConfirmationBatchResource {
  const count = (wanted: string) => confirmations.filter(({ status }) => status === wanted).length;
  return {
    id: toPublicId('fundsConfirmationBatch', batch.id),
    status: batch.status,
    version: batch.version,
    counts: { pending: count('pending'), answered: count('answered'), unanswered: count('unanswered') },
    data: confirmations.map(toFundsConfirmationResource),
    created_at: batch.createdAt.toISOString(),
    completed_at: batch.completedAt?.toISOString() ?? null,
  };
}

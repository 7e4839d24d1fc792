import { toPublicId } from '@sluis/persistence';
import type { FundsConfirmation, FundsConfirmationBatch } from './funds-confirmation.entity.js';

/** A question and its answer as partners see them, in answers and in events. */
export interface FundsConfirmationResource {
  id: string;
  consent_id: string;
  account_id: string;
  batch_id: string | null;
  amount: { value: string; currency: string };
  status: string;
  /** What was true at `answered_at`. Nothing is reserved. */
  funds_available: boolean | null;
  /** Why there is no answer. */
  reason: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  answered_at: string | null;
}

export interface FundsConfirmationBatchResource {
  id: string;
  status: string;
  version: number;
  counts: { pending: number; answered: number; unanswered: number };
  /** In the order in which they were asked. */
  data: FundsConfirmationResource[];
  created_at: string;
  completed_at: string | null;
}

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

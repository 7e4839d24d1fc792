import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import type { PayoutKind } from './payout.entity.js';
import type { PayoutInstance } from './payout-instance.entity.js';

/** An instance as partners see it, in answers and in events. */
export const payoutInstanceResourceSchema = z
  .strictObject({
    id: publicIdSchema('payoutInstance'),
    payout_id: publicIdSchema('payout').nullable(),
    payout_batch_id: publicIdSchema('payoutBatch').nullable(),
    status: z.enum(['retrying', 'executed', 'failed']),
    bank_status: z.string(),
    version: z.int(),
    planned_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'PayoutInstance' });
export type PayoutInstanceResource = z.output<typeof payoutInstanceResourceSchema>;

export function payoutInstanceResource(instance: PayoutInstance, of: PayoutKind): PayoutInstanceResource {
  return {
    id: toPublicId('payoutInstance', instance.id),
    payout_id: of === 'payout_batch' ? null : toPublicId('payout', instance.payoutId),
    payout_batch_id: of === 'payout_batch' ? toPublicId('payoutBatch', instance.payoutId) : null,
    status: instance.status,
    bank_status: instance.bankStatus,
    version: instance.version,
    planned_at: instance.plannedAt?.toISOString() ?? null,
    created_at: instance.createdAt.toISOString(),
    updated_at: instance.updatedAt.toISOString(),
  };
}

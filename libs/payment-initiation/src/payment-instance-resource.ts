import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import type { PaymentInstance } from './payment-instance.entity.js';

/** An instance as partners see it, in answers and in events. */
export const paymentInstanceResourceSchema = z
  .strictObject({
    id: publicIdSchema('paymentInstance'),
    payment_id: publicIdSchema('payment'),
    status: z.enum(['retrying', 'executed', 'failed']),
    bank_status: z.string(),
    version: z.int(),
    planned_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'PaymentInstance' });
export type PaymentInstanceResource = z.output<typeof paymentInstanceResourceSchema>;

export function instanceResource(instance: PaymentInstance): PaymentInstanceResource {
  return {
    id: toPublicId('paymentInstance', instance.id),
    payment_id: toPublicId('payment', instance.paymentId),
    status: instance.status,
    bank_status: instance.bankStatus,
    version: instance.version,
    planned_at: instance.plannedAt?.toISOString() ?? null,
    created_at: instance.createdAt.toISOString(),
    updated_at: instance.updatedAt.toISOString(),
  };
}

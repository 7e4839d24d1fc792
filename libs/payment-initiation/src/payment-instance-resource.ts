import { toPublicId } from '@sluis/persistence';
import type { PaymentInstance } from './payment-instance.entity.js';

/** An instance as partners see it, in answers and in events. */
export interface PaymentInstanceResource {
  id: string;
  payment_id: string;
  status: string;
  bank_status: string;
  version: number;
  planned_at: string | null;
  created_at: string;
  updated_at: string;
}

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

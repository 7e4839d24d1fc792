import type { Payment } from './payment.entity.js';

/** How due work names a payment: both halves of its key. */
export function subjectOf({ partnerId, id }: Pick<Payment, 'partnerId' | 'id'>): string {
  return `${partnerId}/${id}`;
}

import type { PaymentRail } from './payment-rail.js';
import type { Payment } from './payment.entity.js';

/** One list at the bank: payments on it are followed together, by one read. */
export type FollowedList =
  | { rail: 'psp_draft' | 'issuer_transaction' }
  | { rail: 'draft'; partnerId: string; consentId: string; accountId: string };

/** How due work names the list that a payment stands on. */
export function followSubject(payment: Pick<Payment, 'rail' | 'partnerId' | 'consentId' | 'accountId'>): string {
  const { rail, partnerId, consentId, accountId } = payment;
  return rail === 'draft' ? [rail, partnerId, consentId, accountId].join('/') : rail;
}

/** @returns undefined for anything that is no list of ours */
export function parseFollowSubject(subject: string): FollowedList | undefined {
  const [rail, partnerId, consentId, accountId] = subject.split('/') as [PaymentRail?, string?, string?, string?];
  if (rail === 'psp_draft' || rail === 'issuer_transaction') return { rail };
  return rail === 'draft' && partnerId && consentId && accountId
    ? { rail, partnerId, consentId, accountId }
    : undefined;
}

import { DomainError } from '@sluis/errors';

/** The three ways on which a payment is an order of its own at the bank. */
export const orderedRails = ['psp_draft', 'issuer_transaction', 'draft'] as const;
export type OrderedRail = (typeof orderedRails)[number];

/** And the fourth: the partner's payment request, which the payer asked for instead. */
export const paymentRails = [...orderedRails, 'payment_request'] as const;
export type PaymentRail = (typeof paymentRails)[number];

export interface RailPolicy {
  /** Rail when the payer's IBAN is known at creation. */
  knownPayer: 'psp_draft' | 'issuer_transaction';
  /** Rail when it is not: `psp_draft` asks for it on the hosted page, `issuer_transaction` needs none. */
  unknownPayer: 'psp_draft' | 'issuer_transaction';
}

/**
 * Chooses the rail of a payment.
 *
 * @throws DomainError rail_not_available  the payer's account is not at bunq
 */
export function chooseRail(
  order: { hasConsent: boolean; debtorIban: string | null; creditorHasIban: boolean },
  policy: RailPolicy,
): OrderedRail {
  if (order.hasConsent) return 'draft';
  if (order.debtorIban !== null && !isPossiblyBunqIban(order.debtorIban)) {
    throw new DomainError('rail_not_available', 'Payments can only be initiated from accounts at bunq.', {
      fields: [{ pointer: '/debtor/iban', code: 'not_bunq', detail: 'is not an account at bunq' }],
    });
  }
  // A PSP draft names its payee by IBAN; an e-mail address or a phone number only fits an issuer transaction.
  if (!order.creditorHasIban) return 'issuer_transaction';
  return order.debtorIban === null ? policy.unknownPayer : policy.knownPayer;
}

/**
 * False only when the IBAN itself names another bank: Dutch and Irish IBANs carry the bank's letters. For other
 * countries bunq decides.
 */
export function isPossiblyBunqIban(iban: string): boolean {
  return /^(NL|IE)/.test(iban) ? iban.slice(4, 8) === 'BUNQ' : true;
}

import type { TransactionResource } from '@sluis/accounts';
import type { Consent } from '@sluis/consents';
import type { PaymentResource } from '@sluis/payment-initiation';

export const base = '/berlin-group/v1';
/** The framework moved these consents to a second version; the questions under them stayed in the first. */
export const fundsConsentBase = '/berlin-group/v2/consents/confirmation-of-funds';
export const paymentBase = `${base}/payments/sepa-credit-transfers`;

export interface AmountWords {
  currency: string;
  amount: string;
}

/** `consentStatus` of the NextGenPSD2 framework. */
export function consentStatusOf({ status, revokedBy }: Pick<Consent, 'status' | 'revokedBy'>): string {
  switch (status) {
    case 'awaiting_authorisation':
      return 'received';
    case 'authorised':
      return 'valid';
    case 'rejected':
    case 'failed':
      return 'rejected';
    case 'expired':
      return 'expired';
    case 'revoked':
      // The bank ends a consent when its customer does; partner and operator are on the TPP's side.
      return revokedBy === 'psu' || revokedBy === 'bank' ? 'revokedByPsu' : 'terminatedByTpp';
  }
}

export function amountWords({ value, currency }: { value: string; currency: string }): AmountWords {
  return { currency, amount: value };
}

export function transactionWords(transaction: TransactionResource) {
  const { counterparty, balance_after: after } = transaction;
  const isOutgoing = transaction.amount.value.startsWith('-');
  const side = isOutgoing ? 'creditor' : 'debtor';
  const bookingDate = transaction.booked_at.slice(0, 10);
  return {
    transactionId: transaction.id,
    bookingDate,
    valueDate: bookingDate,
    transactionAmount: amountWords(transaction.amount),
    ...(counterparty?.name ? { [`${side}Name`]: counterparty.name } : {}),
    ...(counterparty?.iban ? { [`${side}Account`]: { iban: counterparty.iban } } : {}),
    ...(transaction.remittance_information
      ? { remittanceInformationUnstructured: transaction.remittance_information }
      : {}),
    ...(transaction.reference ? { endToEndId: transaction.reference } : {}),
    ...(after ? { balanceAfterTransaction: { balanceType: 'interimBooked', balanceAmount: amountWords(after) } } : {}),
  };
}

/** bunq's balance is what is available now. */
export function balanceWords({ amount, as_of: asOf }: { amount: { value: string; currency: string }; as_of: string }) {
  return { balanceType: 'interimAvailable', balanceAmount: amountWords(amount), lastChangeDateTime: asOf };
}

export function paymentWords(payment: PaymentResource) {
  return {
    transactionStatus: payment.iso_status,
    paymentId: payment.id,
    instructedAmount: amountWords(payment.amount),
    ...(payment.debtor?.iban ? { debtorAccount: { iban: payment.debtor.iban } } : {}),
    ...(payment.creditor?.name ? { creditorName: payment.creditor.name } : {}),
    ...(payment.creditor?.iban ? { creditorAccount: { iban: payment.creditor.iban } } : {}),
    remittanceInformationUnstructured: payment.remittance_information,
    ...(payment.reference ? { endToEndIdentification: payment.reference } : {}),
  };
}

export function link(href: string): { href: string } {
  return { href };
}

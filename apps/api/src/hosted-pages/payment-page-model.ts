import type { Payment, PaymentStatus } from '@sluis/payment-initiation';
import type { DebtorFormErrors, PaymentStage } from './views/index.js';

export interface DebtorForm {
  values: { iban: string; name: string };
  errors: DebtorFormErrors;
}

/** Which face the payer's page shows. The QR code is drawn by the caller, because drawing takes a while. */
export function paymentStage(
  payment: Payment,
  form: DebtorForm | undefined,
): Exclude<PaymentStage, { name: 'at_bank' }> | { name: 'at_bank' } {
  if (payment.status === 'received') {
    if (payment.authoriseRequestedAt !== null) return { name: 'preparing' };
    const asksDebtor = payment.rail === 'psp_draft' && payment.debtorIban === null;
    return asksDebtor
      ? { name: 'ask_debtor', ...(form ?? { values: { iban: '', name: '' }, errors: {} }) }
      : { name: 'ready' };
  }
  if (payment.status === 'awaiting_authorisation') {
    if (payment.endRequested !== null) return { name: 'ending' };
    if (payment.rail === 'draft') return { name: 'confirm_in_app' };
    const hasBankPage = payment.rail === 'psp_draft' || payment.bunqPublicUuid !== null;
    return { name: hasBankPage ? 'at_bank' : 'preparing' };
  }
  if (payment.status === 'failed') return { name: 'failed', reason: failureReason(payment.failureReason) };
  return { name: plainStages[payment.status] };
}

const plainStages: Record<
  Exclude<PaymentStatus, 'received' | 'awaiting_authorisation' | 'failed'>,
  'preparing' | 'authorised' | 'executed' | 'rejected' | 'cancelled' | 'expired' | 'in_review'
> = {
  submitting: 'preparing',
  outcome_unknown: 'preparing',
  authorised: 'authorised',
  executed: 'executed',
  partially_executed: 'executed',
  rejected: 'rejected',
  cancelled: 'cancelled',
  expired: 'expired',
  in_review: 'in_review',
};

function failureReason(reason: string | null): 'bank_refused' | 'bank_unavailable' | 'other' {
  return reason === 'bank_refused' || reason === 'bank_unavailable' ? reason : 'other';
}

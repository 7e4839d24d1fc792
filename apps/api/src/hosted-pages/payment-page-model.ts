import type { Payment, PaymentStatus } from '@sluis/payment-initiation';
import { asksDebtor } from './payer-choice.js';
import type { DebtorFormErrors, PaymentStage, RequestFormErrors } from './views/index.js';

export interface DebtorForm {
  values: { iban: string; name: string; remember: boolean };
  errors: DebtorFormErrors;
}

export interface RequestForm {
  value: string;
  errors: RequestFormErrors;
}

/** Faces whose drawings and ways on depend on the browser that asks. */
type FinishedByCaller = { name: 'at_bank' } | { name: 'ready' } | ({ name: 'ask_debtor' } & DebtorForm);

/** Which face the payer's page shows; see `PaymentStages` for what a browser adds to it. */
export function paymentStage(
  payment: Payment,
  form: DebtorForm | undefined,
):
  Exclude<PaymentStage, { name: FinishedByCaller['name'] | 'remembered' | 'push' | 'ask_request' }> | FinishedByCaller {
  if (payment.status === 'received') {
    if (payment.authoriseRequestedAt !== null) return { name: 'preparing' };
    return asksDebtor(payment)
      ? { name: 'ask_debtor', ...(form ?? { values: { iban: '', name: '', remember: false }, errors: {} }) }
      : { name: 'ready' };
  }
  if (payment.status === 'awaiting_authorisation') {
    if (payment.endRequested !== null) return { name: 'ending' };
    if (payment.rail === 'draft') return { name: 'confirm_in_app' };
    if (payment.rail === 'payment_request') return { name: 'answer_request' };
    const hasBankPage = payment.rail === 'psp_draft' || payment.bunqPublicUuid !== null;
    return { name: hasBankPage ? 'at_bank' : 'preparing' };
  }
  if (payment.status === 'failed') return { name: 'failed', reason: failureReason(payment.failureReason) };
  if (payment.status === 'cancelled' && payment.failureReason === 'superseded') return { name: 'superseded' };
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

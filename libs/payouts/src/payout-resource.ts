import { toPublicId } from '@sluis/persistence';
import type { Payout } from './payout.entity.js';

/** A payout as partners see it, in answers and in events. */
export interface PayoutResource {
  id: string;
  status: string;
  version: number;
  bank_connection_id: string;
  account_id: string;
  amount: { value: string; currency: string };
  creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
  debtor: { iban: string };
  remittance_information: string;
  reference: string | null;
  end_requested: string | null;
  failure: { stage: string | null; reason: string | null } | null;
  review_reason: string | null;
  created_at: string;
  updated_at: string;
  executed_at: string | null;
}

/** A refund is a payout that knows the payment it gives back. */
export type RefundResource = PayoutResource & { payment_id: string; payment_entry: number | null };

export function payoutResource(payout: Payout): PayoutResource | RefundResource {
  const { paymentId, paymentEntry, failureStage, failureReason } = payout;
  const hasFailure = failureStage !== null || failureReason !== null;
  return {
    id: payout.publicId,
    ...(paymentId === null ? {} : { payment_id: toPublicId('payment', paymentId), payment_entry: paymentEntry }),
    status: payout.status,
    version: payout.version,
    bank_connection_id: toPublicId('bankConnection', payout.connectionId),
    account_id: toPublicId('account', payout.accountId),
    amount: payout.amount.toWire(),
    creditor: {
      name: payout.creditorName,
      iban: payout.creditorIban,
      email: payout.creditorEmail,
      phone: payout.creditorPhone,
    },
    debtor: { iban: payout.debtorIban },
    remittance_information: payout.remittanceInformation,
    reference: payout.reference,
    end_requested: payout.endRequested,
    failure: hasFailure ? { stage: failureStage, reason: failureReason } : null,
    review_reason: payout.reviewReason,
    created_at: payout.createdAt.toISOString(),
    updated_at: payout.updatedAt.toISOString(),
    executed_at: payout.executedAt?.toISOString() ?? null,
  };
}

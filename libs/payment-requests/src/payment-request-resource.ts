import { toPublicId } from '@sluis/persistence';
import type { PaymentRequest, PostalAddress } from './payment-request.entity.js';

type AmountWire = { value: string; currency: string };

/** A payment request as partners see it, in answers and in events. */
export interface PaymentRequestResource {
  id: string;
  status: string;
  bank_status: string | null;
  version: number;
  bank_connection_id: string;
  account_id: string;
  batch_id: string | null;
  amount: AmountWire;
  amount_paid: AmountWire | null;
  debtor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
  remittance_information: string;
  reference: string | null;
  attachment_ids: string[];
  minimum_age: number | null;
  address_required: string;
  billing_address: PostalAddress | null;
  shipping_address: PostalAddress | null;
  redirect_uri: string | null;
  allow_link: boolean;
  share_url: string | null;
  end_requested: string | null;
  failure: { stage: string | null; reason: string | null } | null;
  review_reason: string | null;
  expires_at: string | null;
  bank_expires_at: string | null;
  created_at: string;
  updated_at: string;
  accepted_at: string | null;
}

/** @param attachmentIds in the order in which the payer sees them */
export function toPaymentRequestResource(
  request: PaymentRequest,
  attachmentIds: readonly string[],
): PaymentRequestResource {
  const hasFailure = request.failureStage !== null || request.failureReason !== null;
  return {
    id: toPublicId('paymentRequest', request.id),
    status: request.status,
    bank_status: request.bankStatus,
    version: request.version,
    bank_connection_id: toPublicId('bankConnection', request.connectionId),
    account_id: toPublicId('account', request.accountId),
    batch_id: request.batchId && toPublicId('paymentRequestBatch', request.batchId),
    amount: request.amount.toWire(),
    amount_paid: request.amountPaid?.toWire() ?? null,
    debtor: {
      name: request.debtorName,
      iban: request.debtorIban,
      email: request.debtorEmail,
      phone: request.debtorPhone,
    },
    remittance_information: request.remittanceInformation,
    reference: request.reference,
    attachment_ids: attachmentIds.map((id) => toPublicId('attachment', id)),
    minimum_age: request.minimumAge,
    address_required: request.addressRequired,
    billing_address: request.billingAddress,
    shipping_address: request.shippingAddress,
    redirect_uri: request.redirectUri,
    allow_link: request.allowsLink,
    share_url: request.shareUrl,
    end_requested: request.endRequested,
    failure: hasFailure ? { stage: request.failureStage, reason: request.failureReason } : null,
    review_reason: request.reviewReason,
    expires_at: request.expiresAt?.toISOString() ?? null,
    bank_expires_at: request.bankExpiresAt?.toISOString() ?? null,
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    accepted_at: request.acceptedAt?.toISOString() ?? null,
  };
}

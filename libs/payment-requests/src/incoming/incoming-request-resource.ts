import { toPublicId } from '@sluis/persistence';
import type { IncomingRequest } from './incoming-request.entity.js';

type AmountWire = { value: string; currency: string };

/** A request to the partner as it sees it, in answers and in events. */
export interface IncomingRequestResource {
  id: string;
  status: string;
  bank_status: string;
  version: number;
  bank_connection_id: string;
  account_id: string;
  kind: string | null;
  amount: AmountWire;
  amount_paid: AmountWire | null;
  creditor: { name: string | null; iban: string | null };
  remittance_information: string;
  minimum_age: number | null;
  address_required: string | null;
  redirect_uri: string | null;
  answer: string | null;
  failure: { reason: string } | null;
  review_reason: string | null;
  bank_expires_at: string | null;
  created_at: string;
  updated_at: string;
  accepted_at: string | null;
}

export function toIncomingRequestResource(request: IncomingRequest): IncomingRequestResource {
  return {
    id: toPublicId('incomingPaymentRequest', request.id),
    status: request.status,
    bank_status: request.bankStatus,
    version: request.version,
    bank_connection_id: toPublicId('bankConnection', request.connectionId),
    account_id: toPublicId('account', request.accountId),
    kind: request.kind,
    amount: request.amount.toWire(),
    amount_paid: request.amountPaid?.toWire() ?? null,
    creditor: { name: request.creditorName, iban: request.creditorIban },
    remittance_information: request.remittanceInformation,
    minimum_age: request.minimumAge,
    address_required: request.addressRequired,
    redirect_uri: request.redirectUri,
    answer: request.answer,
    failure: request.failureReason === null ? null : { reason: request.failureReason },
    review_reason: request.reviewReason,
    bank_expires_at: request.bankExpiresAt?.toISOString() ?? null,
    created_at: request.createdAt.toISOString(),
    updated_at: request.updatedAt.toISOString(),
    accepted_at: request.acceptedAt?.toISOString() ?? null,
  };
}

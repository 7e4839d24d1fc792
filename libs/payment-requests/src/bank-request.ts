import type { BankOrder } from '@sluis/bank-orders';
import type { Money } from '@sluis/money';
import type { PostalAddress } from './payment-request.entity.js';

export type BankRequestStatus =
  'pending' | 'accepted' | 'rejected' | 'revoked' | 'expired' | 'refund_requested' | 'refunded' | 'unrecognised';

/** A payment request as it stands at the bank, in our words. */
export interface BankRequest {
  /** Undefined where the bank's list leaves it out. */
  bunqObjectId: number | undefined;
  requestStatus: BankRequestStatus;
  /** As the bank wrote it. */
  rawStatus: string;
  amount: Money;
  /** What the payer answered with; nothing until they did. */
  amountPaid: Money | undefined;
  /** Our own reference, which the bank gives back. */
  reference: string | undefined;
  shareUrl: string | undefined;
  expiresAt: Date | undefined;
  billingAddress: PostalAddress | undefined;
  shippingAddress: PostalAddress | undefined;
  debtorIban: string | undefined;
}

const orderStatuses: Record<BankRequestStatus, BankOrder['status']> = {
  pending: 'pending',
  accepted: 'accepted',
  rejected: 'rejected',
  revoked: 'cancelled',
  expired: 'expired',
  // Money moved by it, whatever came after.
  refund_requested: 'accepted',
  refunded: 'accepted',
  unrecognised: 'unrecognised',
};

/** What a request is to the one who only asks whether it exists once. */
export function toBankOrder(request: BankRequest): BankOrder {
  return {
    bunqObjectId: request.bunqObjectId,
    status: orderStatuses[request.requestStatus],
    rawStatus: request.rawStatus,
    amount: request.amount,
    debtorIban: request.debtorIban,
    creditorIban: undefined,
    reference: request.reference,
    publicUuid: undefined,
    // What the payer answered with; the bank shows no movement beside it.
    booked: request.amountPaid && {
      amount: request.amountPaid,
      debtorIban: request.debtorIban,
      creditorIban: undefined,
      reference: request.reference,
    },
  };
}

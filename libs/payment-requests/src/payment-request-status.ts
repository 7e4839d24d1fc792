/** Every status a payment request can have and where it may go from there. */
export const nextPaymentRequestStatuses = {
  received: ['submitting', 'revoked', 'expired', 'failed'],
  submitting: ['pending', 'outcome_unknown', 'revoked', 'expired', 'failed'],
  outcome_unknown: ['pending', 'failed', 'in_review'],
  pending: ['accepted', 'rejected', 'revoked', 'expired', 'in_review'],
  // Paid, and the only thing that can still happen is that the payer gets the money back.
  accepted: ['refund_requested', 'refunded', 'in_review'],
  // A refund that is refused leaves the request paid.
  refund_requested: ['refunded', 'accepted', 'in_review'],
  // An operator's resolution, with four eyes; nothing automatic leaves a review.
  in_review: ['pending', 'accepted', 'rejected', 'revoked', 'expired', 'failed', 'refunded'],
  rejected: [],
  revoked: [],
  expired: [],
  failed: [],
  refunded: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentRequestStatus = keyof typeof nextPaymentRequestStatuses;

export const paymentRequestStatuses = Object.keys(nextPaymentRequestStatuses) as PaymentRequestStatus[];

export function paymentRequestMayBecome(from: PaymentRequestStatus, to: PaymentRequestStatus): boolean {
  return (nextPaymentRequestStatuses[from] as readonly PaymentRequestStatus[]).includes(to);
}

export function isFinal(status: PaymentRequestStatus): boolean {
  return nextPaymentRequestStatuses[status].length === 0;
}

/** Statuses in which nobody has answered yet and the partner may still take it back. */
export const revocableStatuses: readonly PaymentRequestStatus[] = [
  'received',
  'submitting',
  'outcome_unknown',
  'pending',
];

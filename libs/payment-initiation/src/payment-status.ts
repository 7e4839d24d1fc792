/** Every status a payment can have and where it may go from there. Statuses that lead nowhere are final. */
export const nextPaymentStatuses = {
  received: ['submitting', 'rejected', 'cancelled', 'expired', 'failed'],
  submitting: ['awaiting_authorisation', 'outcome_unknown', 'cancelled', 'expired', 'failed'],
  outcome_unknown: ['awaiting_authorisation', 'failed', 'in_review'],
  awaiting_authorisation: ['authorised', 'rejected', 'cancelled', 'expired', 'failed', 'in_review'],
  authorised: ['executed', 'partially_executed', 'failed', 'in_review'],
  // Two operators' resolution; nothing automatic leaves a review. An order they found at the bank goes on from there.
  in_review: ['awaiting_authorisation', 'executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed'],
  executed: [],
  partially_executed: [],
  rejected: [],
  cancelled: [],
  expired: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentStatus = keyof typeof nextPaymentStatuses;

export function paymentMayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return (nextPaymentStatuses[from] as readonly PaymentStatus[]).includes(to);
}

export function isFinal(status: PaymentStatus): boolean {
  return nextPaymentStatuses[status].length === 0;
}

/** Ends in which no money moved, and none will. */
const unpaidEnds: readonly string[] = ['rejected', 'cancelled', 'expired', 'failed'] satisfies PaymentStatus[];

export function isUnpaidEnd(status: string): boolean {
  return unpaidEnds.includes(status);
}

/** Money moved. */
export function isPaid(status: string): boolean {
  return status === 'executed' || status === 'partially_executed';
}

/**
 * ISO 20022 ExternalPaymentTransactionStatus1Code of each status.
 *
 * @see https://www.iso20022.org/catalogue-messages/additional-content-messages/external-code-sets
 */
export const isoStatuses: Record<PaymentStatus, string> = {
  received: 'RCVD',
  submitting: 'PDNG',
  outcome_unknown: 'PDNG',
  awaiting_authorisation: 'ACTC',
  authorised: 'ACCP',
  executed: 'ACSC',
  partially_executed: 'PART',
  in_review: 'PDNG',
  rejected: 'RJCT',
  cancelled: 'CANC',
  expired: 'CANC',
  failed: 'RJCT',
};

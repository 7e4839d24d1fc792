/** Every status a payout or refund can have and where it may go from there. Statuses that lead nowhere are final. */
export const nextPayoutStatuses = {
  received: ['submitting', 'cancelled'],
  submitting: ['accepted', 'scheduled', 'awaiting_authorisation', 'outcome_unknown', 'cancelled', 'failed'],
  outcome_unknown: ['accepted', 'scheduled', 'awaiting_authorisation', 'in_review'],
  // The bank moves the money now; only reading the movement itself proves it. Of a draft of many some may stay unpaid.
  accepted: ['executed', 'partially_executed', 'in_review'],
  // A draft: the account's owner confirms it in the bank's app, or does not.
  awaiting_authorisation: ['accepted', 'executed', 'scheduled', 'rejected', 'cancelled', 'expired', 'in_review'],
  // A plan stands at the bank; it ends when the bank says so, and pays in between.
  scheduled: ['executed', 'partially_executed', 'cancelled', 'failed', 'in_review'],
  // An operator's resolution, with four eyes; nothing automatic leaves a review.
  in_review: ['accepted', 'scheduled', 'awaiting_authorisation', 'executed', 'cancelled', 'failed'],
  executed: [],
  partially_executed: [],
  rejected: [],
  cancelled: [],
  expired: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>;

export type PayoutStatus = keyof typeof nextPayoutStatuses;

export function payoutMayBecome(from: PayoutStatus, to: PayoutStatus): boolean {
  return (nextPayoutStatuses[from] as readonly PayoutStatus[]).includes(to);
}

export function isFinalPayout(status: PayoutStatus): boolean {
  return nextPayoutStatuses[status].length === 0;
}

/** The bank has it, or may have it. */
export const atBank: readonly PayoutStatus[] = [
  'submitting',
  'outcome_unknown',
  'accepted',
  'awaiting_authorisation',
  'scheduled',
];

/** Read at the bank until it has ended. */
export const followed: readonly PayoutStatus[] = ['accepted', 'awaiting_authorisation', 'scheduled'];

/** Nothing of it left the account, and nothing ever will. */
export const neverPaid: readonly PayoutStatus[] = ['rejected', 'cancelled', 'expired', 'failed'];

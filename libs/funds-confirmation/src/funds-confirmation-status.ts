/**
 * Every status a question can have and where it may go from there. An answer is final. A question that stayed without one
 * may be asked again by a repetition of the very request that asked it.
 */
export const nextFundsConfirmationStatuses = {
  pending: ['answered', 'unanswered'],
  answered: [],
  unanswered: ['pending'],
} as const satisfies Record<string, readonly string[]>;

export type FundsConfirmationStatus = keyof typeof nextFundsConfirmationStatuses;

export function fundsConfirmationMayBecome(from: FundsConfirmationStatus, to: FundsConfirmationStatus): boolean {
  return (nextFundsConfirmationStatuses[from] as readonly FundsConfirmationStatus[]).includes(to);
}

/** Why there is no answer. */
export type UnansweredReason = 'bank_unavailable' | 'bank_limited' | 'bank_refused' | 'consent_ended';

/** The bank said nothing of the account: the same question can be answered another time. */
export function mayBeAskedAgain(reason: UnansweredReason | null): boolean {
  return reason === 'bank_unavailable' || reason === 'bank_limited';
}

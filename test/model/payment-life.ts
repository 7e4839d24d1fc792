/**
 * The life of a payment as the partner API promises it, written down a second time: a step that the platform's own table
 * gained by mistake is found here.
 */
const next: Record<string, readonly string[]> = {
  received: ['submitting', 'rejected', 'cancelled', 'expired'],
  submitting: ['awaiting_authorisation', 'outcome_unknown', 'cancelled', 'expired', 'rejected', 'failed'],
  outcome_unknown: ['awaiting_authorisation', 'in_review', 'failed'],
  awaiting_authorisation: ['authorised', 'rejected', 'cancelled', 'expired', 'in_review'],
  authorised: ['executed', 'in_review'],
  // Told once more when its payee may count on the money.
  executed: ['executed'],
};

export const finalStatuses = ['executed', 'rejected', 'cancelled', 'expired', 'failed'];

export function isFinal(status: string): boolean {
  return finalStatuses.includes(status);
}

export function mayFollow(status: string, following: string): boolean {
  return next[status]?.includes(following) ?? false;
}

/** The event that tells of an entry of the timeline. */
export function eventOf(earlier: string | undefined, status: string): string {
  return earlier === 'executed' && status === 'executed' ? 'payment.creditable' : `payment.${status}`;
}

/** Whether a payment that was seen in `earlier` may be seen in `later` at some other time. */
export function mayBecome(earlier: string, later: string, known: ReadonlySet<string> = new Set()): boolean {
  if (earlier === later) return true;
  return (next[earlier] ?? []).some((step) => !known.has(step) && mayBecome(step, later, new Set([...known, earlier])));
}

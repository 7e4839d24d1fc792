/** Every status a request to the partner can have and where it may go from there. The payer may answer at the bank, too. */
export const nextIncomingRequestStatuses = {
  pending: ['answering', 'accepted', 'rejected', 'revoked', 'expired', 'disconnected', 'in_review'],
  // The partner's answer is on its way. The bank can refuse it, and then nothing was answered.
  answering: ['accepted', 'rejected', 'revoked', 'expired', 'pending', 'outcome_unknown', 'in_review'],
  outcome_unknown: ['answering', 'accepted', 'rejected', 'revoked', 'expired', 'pending', 'in_review'],
  accepted: ['refund_requested', 'refunded', 'in_review'],
  // A refund that is refused leaves the request paid.
  refund_requested: ['refunded', 'accepted', 'in_review'],
  // An operator's resolution, with four eyes; nothing automatic leaves a review.
  in_review: ['accepted', 'rejected', 'revoked', 'expired', 'refunded', 'pending'],
  rejected: [],
  revoked: [],
  expired: [],
  // The account was disconnected while the request waited: what becomes of it is seen at the bank only.
  disconnected: [],
  refunded: [],
} as const satisfies Record<string, readonly string[]>;

export type IncomingRequestStatus = keyof typeof nextIncomingRequestStatuses;

export const incomingRequestStatuses = Object.keys(nextIncomingRequestStatuses) as IncomingRequestStatus[];

export function incomingRequestMayBecome(from: IncomingRequestStatus, to: IncomingRequestStatus): boolean {
  return (nextIncomingRequestStatuses[from] as readonly IncomingRequestStatus[]).includes(to);
}

/** Statuses whose end is still to be read at the bank. */
export const openIncomingStatuses: readonly IncomingRequestStatus[] = [
  'pending',
  'answering',
  'outcome_unknown',
  'refund_requested',
];

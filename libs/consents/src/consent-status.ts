/** Every status a consent can have and where it may go from there. Statuses that lead nowhere are final. */
export const nextConsentStatuses = {
  awaiting_authorisation: ['authorised', 'rejected', 'failed', 'expired', 'revoked'],
  authorised: ['expired', 'revoked'],
  rejected: [],
  failed: [],
  expired: [],
  revoked: [],
} as const satisfies Record<string, readonly string[]>;

export type ConsentStatus = keyof typeof nextConsentStatuses;

export function consentMayBecome(from: ConsentStatus, to: ConsentStatus): boolean {
  return (nextConsentStatuses[from] as readonly ConsentStatus[]).includes(to);
}

/** Until when the payer may answer what was asked: no longer than its link, and never beyond the validity asked for. */
export function answerableUntil({ linkExpiresAt, validUntil }: { linkExpiresAt: Date; validUntil: Date }): Date {
  return linkExpiresAt < validUntil ? linkExpiresAt : validUntil;
}

/** A renewal is asked beside a living consent; however it ends, the consent goes on until its own end. */
export type RenewalStatus = 'awaiting_authorisation' | 'authorised' | 'rejected' | 'failed' | 'expired';

export type RevokedBy = 'psu' | 'partner' | 'bank' | 'operator';

import type { Consent, Draft, Payment } from './records.js';

/** Something happened that customers and TPPs may have asked to be called about. */
export type Notice =
  | { kind: 'payment'; payment: Payment }
  | { kind: 'draft'; draft: Draft; event: 'CREATED' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' }
  | { kind: 'consent_revoked'; consent: Consent };

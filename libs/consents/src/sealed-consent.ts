import { toPublicId } from '@sluis/persistence';
import type { Consent, ConsentAccount } from './consent.entity.js';

/** A consent as it is told in evidence: without tokens, sealed or not. */
export function contentOfConsent(consent: Consent, accounts: readonly Pick<ConsentAccount, 'id'>[]) {
  return {
    id: toPublicId('consent', consent.id),
    type: consent.type,
    permissions: consent.permissions,
    status: consent.status,
    status_reason: consent.statusReason,
    revoked_by: consent.revokedBy,
    version: consent.version,
    purpose: consent.purpose,
    psu_reference: consent.psuReference,
    redirect_uri: consent.redirectUri,
    accounts: accounts.map((account) => toPublicId('account', account.id)).toSorted(),
    created_at: consent.createdAt,
    authorised_at: consent.authorisedAt,
    valid_until: consent.validUntil,
    ended_at: consent.endedAt,
  };
}

/** All of it is bound to the audit trail, under the rules of `sealedPaymentFields`. */
export const sealedConsentFields = [
  'id',
  'type',
  'permissions',
  'status',
  'status_reason',
  'revoked_by',
  'version',
  'purpose',
  'psu_reference',
  'redirect_uri',
  'accounts',
  'created_at',
  'authorised_at',
  'valid_until',
  'ended_at',
] as const satisfies readonly (keyof ReturnType<typeof contentOfConsent>)[];

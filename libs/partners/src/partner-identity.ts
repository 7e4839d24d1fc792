import type { ApiVersion } from '@sluis/api-versions';
import type { PlatformMode } from '@sluis/config';

/** Who is calling, known from the credential alone. */
export interface PartnerIdentity {
  partnerId: string;
  apiKeyId: string;
  mode: PlatformMode;
  scopes: readonly string[];
  /** In which it is spoken to where a request does not say otherwise. */
  apiVersion: ApiVersion;
  /** How many are taken from it, over all its keys; null where it is everybody's figure. */
  requestsPerMinute: number | null;
}

/** What a key may do. `*` is everything. */
export const apiScopes = [
  'payments:read',
  'payments:write',
  'consents:read',
  'consents:write',
  'accounts:read',
  'bank_connections:read',
  'bank_connections:write',
  'payouts:read',
  'payouts:write',
  'payment_requests:read',
  'payment_requests:write',
  'incoming_payment_requests:read',
  'incoming_payment_requests:write',
  'funds:read',
  'funds:write',
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'events:write',
  'test:write',
] as const;

export type ApiScope = (typeof apiScopes)[number];

export function hasScope(identity: PartnerIdentity, scope: ApiScope): boolean {
  return identity.scopes.includes('*') || identity.scopes.includes(scope);
}

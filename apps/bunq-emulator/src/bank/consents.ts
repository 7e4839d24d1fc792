import type { Bank } from './bank.js';
import { issueKey } from './keys.js';
import type { ApiKey, AuthorisationCode, Consent, Customer, OauthClient } from './records.js';
import { invalid } from './refusal.js';
import { newToken } from './token.js';

/** Gives a TPP access to a customer's accounts and makes the code with which it fetches its token. */
export function grantConsent(
  bank: Bank,
  client: OauthClient,
  customer: Customer,
  wanted: { accountIds: number[] | null; redirectUri: string; state: string | null },
): AuthorisationCode {
  const consent = bank.tables.users.insert({
    kind: 'consent',
    ...bank.newRow(),
    requestedByUserId: client.userId,
    grantedByUserId: customer.id,
    oauthClientId: client.id,
    accountIds: wanted.accountIds,
    status: 'ACTIVE',
  });
  const row = bank.newRow();
  bank.record('consent_granted', {
    user_api_key_id: consent.id,
    granted_by_user_id: customer.id,
    requested_by_user_id: client.userId,
    account_ids: wanted.accountIds?.join(',') ?? null,
  });
  return bank.tables.codes.insert({
    ...row,
    code: newToken(),
    oauthClientId: client.id,
    consentUserId: consent.id,
    redirectUri: wanted.redirectUri,
    state: wanted.state,
    expiresAt: row.createdAt + bank.switches.codeSeconds * 1_000_000,
    isUsed: false,
  });
}

/**
 * Turns a code into an access token, once.
 *
 * @returns undefined when the code is unknown, spent, expired or was made for another client or redirect
 */
export function exchangeCode(
  bank: Bank,
  client: OauthClient,
  { code, redirectUri }: { code: string; redirectUri: string },
): { key: ApiKey; state: string | null } | undefined {
  const found = bank.tables.codes.first('code', code);
  const consent = found === undefined ? undefined : bank.tables.users.get(found.consentUserId);
  if (found === undefined || consent?.kind !== 'consent' || consent.status !== 'ACTIVE') return undefined;
  if (found.isUsed || found.expiresAt <= bank.time()) return undefined;
  if (found.oauthClientId !== client.id || found.redirectUri !== redirectUri) return undefined;
  found.isUsed = true;
  found.updatedAt = bank.now();
  const key = issueKey(bank, consent, { status: 'ACTIVE' });
  bank.record('code_exchanged', { user_api_key_id: consent.id, requested_by_user_id: consent.requestedByUserId });
  return { key, state: found.state };
}

/** Ends a consent: its tokens open no session any more, and its open sessions are refused. */
export function revokeConsent(bank: Bank, consent: Consent, by: 'psu' | 'tpp'): void {
  if (consent.status === 'REVOKED') throw invalid('This connection was already stopped.');
  consent.status = 'REVOKED';
  consent.updatedAt = bank.now();
  for (const key of bank.tables.apiKeys.where('user', consent.id)) {
    key.status = 'REVOKED';
    key.updatedAt = bank.now();
  }
  bank.record('consent_revoked', {
    user_api_key_id: consent.id,
    granted_by_user_id: consent.grantedByUserId,
    requested_by_user_id: consent.requestedByUserId,
    by,
  });
  bank.notify({ kind: 'consent_revoked', consent });
}

export function consentsOf(bank: Bank, customer: Customer): Consent[] {
  return bank.tables.users.where('grantedBy', customer.id).filter((user) => user.kind === 'consent');
}

/** Name a PSU knows this client by. */
export function clientName(bank: Bank, userId: number): string {
  const user = bank.tables.users.get(userId);
  return user === undefined || user.kind === 'consent' ? 'Unknown service' : user.displayName;
}

import type { Bank } from './bank.js';
import { accountsOf } from './accounts.js';
import { grantConsent } from './consents.js';
import { acceptPspDraft, endPspDraft, pendingPspDrafts, requireAllPayable } from './psp-drafts.js';
import type { Customer, OauthClient, PspDraft } from './records.js';
import { invalid, Refusal } from './refusal.js';

/** What a TPP asks for when it sends a PSU to the authorisation page. */
export interface AuthorisationRequest {
  client: OauthClient;
  redirectUri: string;
  state: string | null;
}

export type Decision = 'accept' | 'reject';

/**
 * Reads the query of an authorisation page. The redirect must equal a registered URL character for character; nobody is ever sent
 * to another one.
 *
 * @throws Refusal 400, whose message is what the page shows
 */
export function readAuthorisation(bank: Bank, query: Record<string, string>): AuthorisationRequest {
  const client = bank.tables.oauthClients.first('clientId', query['client_id'] ?? '');
  const { redirect_uri: redirectUri = '', state } = query;
  const isRegistered =
    client !== undefined && bank.tables.callbackUrls.where('client', client.id).some(({ url }) => url === redirectUri);
  if (client === undefined || client.status !== 'ACTIVE' || !isRegistered) {
    throw new Refusal(400, 'Connection not found');
  }
  if (query['response_type'] !== 'code') throw invalid('The response type must be "code".');
  return { client, redirectUri, state: state ?? null };
}

/**
 * The PSU says yes: the drafts shown are decided and the consent is given, all together or not at all.
 *
 * @param wanted.accountIds null for all accounts
 * @param wanted.drafts decisions by draft id; drafts that were not shown stay as they are
 * @returns where the browser goes next
 * @throws Refusal 400 when an accepted draft cannot be paid or is no longer waiting
 */
export function acceptAuthorisation(
  bank: Bank,
  request: AuthorisationRequest,
  customer: Customer,
  wanted: { accountIds: number[] | null; drafts: ReadonlyMap<number, Decision> },
): string {
  const owned = new Set(accountsOf(bank, customer).map((account) => account.id));
  if (wanted.accountIds?.some((id) => !owned.has(id)) === true) throw invalid('This is not one of your accounts.');
  if (wanted.accountIds?.length === 0) throw invalid('Choose at least one account.');
  const waiting = pendingPspDrafts(bank, request.client.userId, customer);
  for (const id of wanted.drafts.keys()) {
    if (!waiting.some((draft) => draft.id === id)) throw invalid('A payment is no longer waiting for your answer.');
  }
  const accepted = waiting.filter((draft) => wanted.drafts.get(draft.id) === 'accept');
  requireAllPayable(bank, accepted);
  for (const draft of accepted) acceptPspDraft(bank, draft);
  rejectAll(bank, waiting, wanted.drafts);
  const { client, redirectUri, state } = request;
  const { code } = grantConsent(bank, client, customer, { accountIds: wanted.accountIds, redirectUri, state });
  return returnUrl(request, { code });
}

/** The PSU says no: the drafts shown are rejected with it. Nobody need have said who they are. */
export function denyAuthorisation(
  bank: Bank,
  request: AuthorisationRequest,
  customer: Customer | undefined,
  draftIds: Iterable<number>,
): string {
  const waiting = customer === undefined ? [] : pendingPspDrafts(bank, request.client.userId, customer);
  rejectAll(bank, waiting, new Map([...draftIds].map((id) => [id, 'reject'])));
  bank.record('authorisation_denied', {
    requested_by_user_id: request.client.userId,
    user_id: customer?.id ?? null,
  });
  return returnUrl(request, { error: 'access_denied', error_description: 'The user denied the request.' });
}

function rejectAll(bank: Bank, waiting: readonly PspDraft[], decisions: ReadonlyMap<number, Decision>): void {
  for (const draft of waiting) if (decisions.get(draft.id) === 'reject') endPspDraft(bank, draft, 'REJECTED');
}

function returnUrl(request: AuthorisationRequest, fields: Record<string, string>): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(name, value);
  if (request.state !== null) url.searchParams.append('state', request.state);
  return url.toString();
}

import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { revokeConsent } from '../bank/consents.js';
import type { OauthClient } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { newToken } from '../bank/token.js';
import type { Caller, Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { oauthClientObject } from '../objects/oauth-client.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const allow: readonly Role[] = ['own', 'psp'];
const path = '/v1/user/:userId/oauth-client';
const status = z.enum(['ACTIVE', 'CANCELLED', 'CANCELLED_PENDING']);

export const oauthClientEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({ status: status.optional() }),
    handle({ bank, caller, body }) {
      if (bank.tables.oauthClients.first('user', caller.user.id) !== undefined) {
        throw invalid('You already have an OAuth client.');
      }
      const client = bank.tables.oauthClients.insert({
        ...bank.newRow(),
        userId: caller.user.id,
        clientId: newToken(),
        secret: newToken(),
        status: body.status ?? 'ACTIVE',
      });
      bank.record('oauth_client_created', { oauth_client_id: client.id, user_id: caller.user.id });
      return idAnswer(client.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.oauthClients.where('user', caller.user.id), (client) =>
        oauthClientObject(bank, client),
      ),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:clientId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(oauthClientObject(bank, ownClient(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:clientId`,
    allow,
    body: z.object({ status }),
    handle({ bank, caller, params, body }) {
      const client = ownClient(bank, caller, params);
      client.status = body.status;
      client.updatedAt = bank.now();
      bank.record('oauth_client_updated', { oauth_client_id: client.id, status: client.status });
      if (body.status === 'CANCELLED') revokeAll(bank, client);
      return idAnswer(client.id);
    },
  }),
];

/** @throws Refusal 404 for a client that is not the caller's */
export function ownClient(bank: Bank, caller: Caller, params: Record<string, string>): OauthClient {
  const client = bank.tables.oauthClients.get(idIn(params, 'clientId'));
  if (client === undefined || client.userId !== caller.user.id) throw notFound('OAuth client');
  return client;
}

function revokeAll(bank: Bank, client: OauthClient): void {
  for (const user of bank.tables.users.all()) {
    if (user.kind === 'consent' && user.oauthClientId === client.id && user.status === 'ACTIVE') {
      revokeConsent(bank, user, 'tpp');
    }
  }
}

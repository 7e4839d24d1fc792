import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { CallbackUrl, OauthClient } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { callbackUrlFields } from '../objects/oauth-client.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { isWebAddress } from '../wire/request-body.js';
import { ownClient } from './oauth-client.js';

const allow: readonly Role[] = ['own', 'psp'];
const path = '/v1/user/:userId/oauth-client/:clientId/callback-url';

export const callbackUrlEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({ url: z.string() }),
    handle({ bank, caller, params, body }) {
      requireUrl(body.url);
      const client = ownClient(bank, caller, params);
      const row = bank.tables.callbackUrls.insert({ ...bank.newRow(), oauthClientId: client.id, url: body.url });
      bank.record('callback_url_registered', { oauth_client_id: client.id, url: row.url });
      return idAnswer(row.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const client = ownClient(bank, caller, params);
      const urls = bank.tables.callbackUrls.where('client', client.id);
      return pageOf(bank, { path, query }, urls, (row) => ({ OauthCallbackUrl: callbackUrlFields(row) }));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:callbackUrlId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      const row = ownUrl(bank, ownClient(bank, caller, params), params);
      return answer({ OauthCallbackUrl: callbackUrlFields(row) });
    },
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:callbackUrlId`,
    allow,
    body: z.object({ url: z.string() }),
    handle({ bank, caller, params, body }) {
      requireUrl(body.url);
      const row = ownUrl(bank, ownClient(bank, caller, params), params);
      row.url = body.url;
      row.updatedAt = bank.now();
      return idAnswer(row.id);
    },
  }),
  sessionEndpoint({
    method: 'DELETE',
    path: `${path}/:callbackUrlId`,
    allow,
    body: noFields,
    handle({ bank, caller, params }) {
      bank.tables.callbackUrls.remove(ownUrl(bank, ownClient(bank, caller, params), params).id);
      return answer();
    },
  }),
];

function ownUrl(bank: Bank, client: OauthClient, params: Record<string, string>): CallbackUrl {
  const row = bank.tables.callbackUrls.get(idIn(params, 'callbackUrlId'));
  if (row === undefined || row.oauthClientId !== client.id) throw notFound('callback URL');
  return row;
}

function requireUrl(url: string): void {
  if (!isWebAddress(url)) throw invalid('The callback URL is not valid.');
}

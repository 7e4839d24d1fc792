import { z } from 'zod';
import { invalid } from '../bank/refusal.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { callbackUrlFields } from '../objects/oauth-client.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { isWebAddress } from '../wire/request-body.js';
import { clients } from './oauth-client.js';

const allow: readonly Role[] = ['own', 'psp'];
const path = '/v1/user/:userId/oauth-client/:clientId/callback-url';

const urls = listing({
  path,
  allow,
  param: 'callbackUrlId',
  what: 'callback URL',
  visible: ({ bank, caller, params }) =>
    bank.tables.callbackUrls.where('client', clients.find({ bank, caller, params }).id),
  object: (_bank, row) => ({ OauthCallbackUrl: callbackUrlFields(row) }),
});

export const callbackUrlEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({ url: z.string() }),
    handle({ bank, caller, params, body }) {
      requireUrl(body.url);
      const client = clients.find({ bank, caller, params });
      const row = bank.tables.callbackUrls.insert({ ...bank.newRow(), oauthClientId: client.id, url: body.url });
      bank.record('callback_url_registered', { oauth_client_id: client.id, url: row.url });
      return idAnswer(row.id);
    },
  }),
  urls.list,
  urls.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:callbackUrlId`,
    allow,
    body: z.object({ url: z.string() }),
    handle({ bank, caller, params, body }) {
      requireUrl(body.url);
      const row = urls.find({ bank, caller, params });
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
      bank.tables.callbackUrls.remove(urls.find({ bank, caller, params }).id);
      return answer();
    },
  }),
];

function requireUrl(url: string): void {
  if (!isWebAddress(url)) throw invalid('The callback URL is not valid.');
}

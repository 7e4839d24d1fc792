import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { revokeConsent } from '../bank/consents.js';
import type { OauthClient } from '../bank/records.js';
import { invalid } from '../bank/refusal.js';
import { newToken } from '../bank/token.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { oauthClientObject } from '../objects/oauth-client.js';
import { idAnswer } from '../wire/envelope.js';

const allow: readonly Role[] = ['own', 'psp'];
const path = '/v1/user/:userId/oauth-client';
const status = z.enum(['ACTIVE', 'CANCELLED', 'CANCELLED_PENDING']);

export const clients = listing({
  path,
  allow,
  param: 'clientId',
  what: 'OAuth client',
  visible: ({ bank, caller }) => bank.tables.oauthClients.where('user', caller.user.id),
  object: oauthClientObject,
});

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
  clients.list,
  clients.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:clientId`,
    allow,
    body: z.object({ status }),
    handle({ bank, caller, params, body }) {
      const client = clients.find({ bank, caller, params });
      client.status = body.status;
      client.updatedAt = bank.now();
      bank.record('oauth_client_updated', { oauth_client_id: client.id, status: client.status });
      if (body.status === 'CANCELLED') revokeAll(bank, client);
      return idAnswer(client.id);
    },
  }),
];

function revokeAll(bank: Bank, client: OauthClient): void {
  for (const user of bank.tables.users.all()) {
    if (user.kind === 'consent' && user.oauthClientId === client.id && user.status === 'ACTIVE') {
      revokeConsent(bank, user, 'tpp');
    }
  }
}

import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { invalid, notFound } from '../bank/refusal.js';
import { newToken } from '../bank/token.js';
import { type Endpoint, idIn, installationEndpoint, noFields, openEndpoint } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { answer } from '../wire/envelope.js';

export const installationEndpoints: Endpoint[] = [
  openEndpoint({
    method: 'POST',
    path: '/v1/installation',
    body: z.object({ client_public_key: z.string() }),
    handle({ bank, body }) {
      requireRsaPublicKey(body.client_public_key);
      const installation = bank.tables.installations.insert({
        ...bank.newRow(),
        token: newToken(),
        clientPublicKey: body.client_public_key,
      });
      bank.record('installation_created', { installation_id: installation.id });
      const { id: _id, ...times } = stamps(installation);
      // Clients pick these three by position.
      return answer(
        { Id: { id: installation.id } },
        { Token: { id: bank.nextId(), ...times, token: installation.token } },
        { ServerPublicKey: { server_public_key: bank.serverPublicKeyPem } },
      );
    },
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/installation',
    body: noFields,
    handle: ({ installation }) => answer({ Id: { id: installation.id } }),
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/installation/:installationId',
    body: noFields,
    handle({ installation, params }) {
      if (idIn(params, 'installationId') !== installation.id) throw notFound('installation');
      return answer({ Id: { id: installation.id } });
    },
  }),
  installationEndpoint({
    method: 'GET',
    path: '/v1/installation/:installationId/server-public-key',
    body: noFields,
    handle({ bank, installation, params }) {
      if (idIn(params, 'installationId') !== installation.id) throw notFound('installation');
      return answer({ ServerPublicKey: { server_public_key: bank.serverPublicKeyPem } });
    },
  }),
];

function requireRsaPublicKey(pem: string): void {
  let type: string | undefined;
  try {
    type = createPublicKey(pem).asymmetricKeyType;
  } catch {
    // Anything unreadable is refused below, together with keys of other kinds.
  }
  if (type !== 'rsa' || !pem.includes('BEGIN PUBLIC KEY')) throw invalid('The client public key is not valid.');
}

import { isIP } from 'node:net';
import { z } from 'zod';
import { invalid } from '../bank/refusal.js';
import type { PermittedIp } from '../bank/service-records.js';
import type { Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { credentialObject } from '../objects/credential.js';
import { stamps } from '../objects/labels.js';
import { idAnswer, type Json } from '../wire/envelope.js';

const path = '/v1/user/:userId/credential-password-ip';
const allow: readonly Role[] = ['own', 'psp'];
const status = z.enum(['ACTIVE', 'INACTIVE']);

const credentials = listing({
  path,
  allow,
  param: 'credentialId',
  what: 'credential',
  visible: ({ bank, caller }) => bank.tables.apiKeys.where('user', caller.user.id),
  object: (_bank, key) => credentialObject(key),
});

const addresses = listing({
  path: `${path}/:credentialId/ip`,
  allow,
  param: 'ipId',
  what: 'IP address',
  visible: ({ bank, caller, params }) =>
    bank.tables.permittedIps.where('apiKey', credentials.find({ bank, caller, params }).id),
  object: (_bank, permitted) => permittedIpObject(permitted),
});

export const credentialPasswordIpEndpoints: Endpoint[] = [
  credentials.list,
  credentials.get,
  sessionEndpoint({
    method: 'POST',
    path: `${path}/:credentialId/ip`,
    allow,
    body: z.object({ ip: z.string(), status: status.nullish() }),
    handle({ bank, caller, params, body }) {
      const key = credentials.find({ bank, caller, params });
      if (body.ip !== '*' && isIP(body.ip) === 0) throw invalid(`"${body.ip}" is not a valid IP address.`);
      const row = { ...bank.newRow(), apiKeyId: key.id, deviceId: null, ip: body.ip, status: body.status ?? 'ACTIVE' };
      bank.record('ip_permitted', { user_id: key.userId, ip: body.ip });
      return idAnswer(bank.tables.permittedIps.insert(row).id);
    },
  }),
  addresses.list,
  addresses.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:credentialId/ip/:ipId`,
    allow,
    body: z.object({ status, ip: z.string().optional() }),
    handle({ bank, caller, params, body }) {
      const permitted = addresses.find({ bank, caller, params });
      permitted.status = body.status;
      permitted.updatedAt = bank.now();
      return idAnswer(permitted.id);
    },
  }),
];

function permittedIpObject(permitted: PermittedIp): Json {
  return { PermittedIp: { ...stamps(permitted), ip: permitted.ip, status: permitted.status } };
}

import { isIP } from 'node:net';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { ApiKey } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import type { PermittedIp } from '../bank/service-records.js';
import type { Caller, Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { credentialObject } from '../objects/credential.js';
import { stamps } from '../objects/labels.js';
import { answer, idAnswer, type Json } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/credential-password-ip';
const allow: readonly Role[] = ['own', 'psp'];
const status = z.enum(['ACTIVE', 'INACTIVE']);

export const credentialPasswordIpEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.apiKeys.where('user', caller.user.id), credentialObject),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:credentialId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(credentialObject(ownKey(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'POST',
    path: `${path}/:credentialId/ip`,
    allow,
    body: z.object({ ip: z.string(), status: status.nullish() }),
    handle({ bank, caller, params, body }) {
      const key = ownKey(bank, caller, params);
      if (body.ip !== '*' && isIP(body.ip) === 0) throw invalid(`"${body.ip}" is not a valid IP address.`);
      const row = { ...bank.newRow(), apiKeyId: key.id, deviceId: null, ip: body.ip, status: body.status ?? 'ACTIVE' };
      bank.record('ip_permitted', { user_id: key.userId, ip: body.ip });
      return idAnswer(bank.tables.permittedIps.insert(row).id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:credentialId/ip`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params, path, query }) =>
      pageOf(
        bank,
        { path, query },
        bank.tables.permittedIps.where('apiKey', ownKey(bank, caller, params).id),
        permittedIpObject,
      ),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:credentialId/ip/:ipId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(permittedIpObject(ownIp(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:credentialId/ip/:ipId`,
    allow,
    body: z.object({ status, ip: z.string().optional() }),
    handle({ bank, caller, params, body }) {
      const permitted = ownIp(bank, caller, params);
      permitted.status = body.status;
      permitted.updatedAt = bank.now();
      return idAnswer(permitted.id);
    },
  }),
];

function ownKey(bank: Bank, caller: Caller, params: Record<string, string>): ApiKey {
  const key = bank.tables.apiKeys.get(idIn(params, 'credentialId'));
  if (key === undefined || key.userId !== caller.user.id) throw notFound('credential');
  return key;
}

function ownIp(bank: Bank, caller: Caller, params: Record<string, string>): PermittedIp {
  const permitted = bank.tables.permittedIps.get(idIn(params, 'ipId'));
  if (permitted?.apiKeyId !== ownKey(bank, caller, params).id) throw notFound('IP address');
  return permitted;
}

function permittedIpObject(permitted: PermittedIp): Json {
  return { PermittedIp: { ...stamps(permitted), ip: permitted.ip, status: permitted.status } };
}

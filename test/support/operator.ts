import { ApiKeys } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { PartnerClient } from './partner-client.js';
import type { Stack } from './stack.js';
import { until } from './until.js';

const actor = { type: 'operator', id: 'test' } as const;

/** A further key of a partner, with these scopes only. */
export async function issueKey(
  { api, apiUrl, partner }: Stack,
  partnerId: string,
  scopes: string[],
): Promise<PartnerClient & { keyId: string }> {
  const { id, key } = await api
    .get(Transactions)
    .run((tx) => api.get(ApiKeys).create(tx, partnerId, { mode: 'test', name: scopes.join(' '), scopes, actor }));
  return Object.assign(new PartnerClient(apiUrl, key, partner.redirectUri), { keyId: id });
}

/** A key that worked once and works no more. */
export async function revokedKey(stack: Stack, partnerId: string): Promise<PartnerClient> {
  const client = await issueKey(stack, partnerId, ['*']);
  await client.get('/v1/payments').expect(200);
  await stack.api.get(Transactions).run((tx) => stack.api.get(ApiKeys).revoke(tx, partnerId, client.keyId, actor));
  // What only reads may know the key for another second.
  await until('the key to be refused', async () =>
    (await client.get('/v1/payments')).status === 401 ? true : undefined,
  );
  return client;
}

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { PartnerApi } from '../../partner-side/partner-api.js';

const connectionSchema = z.object({
  id: z.string(),
  status: z.string(),
  accounts: z.array(z.object({ id: z.string(), iban: z.string() })),
});
const connectionsSchema = z.object({ data: z.array(connectionSchema) });
const waitMs = 30_000;

export interface PreparedConnection {
  id: string;
  account_id: string;
  iban: string;
}

/**
 * The test partner's own account at the emulated bank, connected by key: one over all starts, as long as it is alive.
 *
 * @param keyOf asked only when it has to be connected anew
 */
export async function prepareBankConnection(
  api: PartnerApi,
  iban: string,
  keyOf: () => Promise<string>,
): Promise<PreparedConnection> {
  const { data } = await api.get('/bank-connections?limit=100', connectionsSchema);
  const known = data.find(({ status, accounts }) => status === 'active' && accounts.some((one) => one.iban === iban));
  let connection =
    known ?? (await api.post('/bank-connections', connectionSchema, { method: 'api_key', api_key: await keyOf() }));
  const giveUpAt = performance.now() + waitMs;
  while (connection.status === 'awaiting_authorisation' && performance.now() < giveUpAt) {
    await wait(100);
    connection = await api.get(`/bank-connections/${connection.id}`, connectionSchema);
  }
  const account = connection.accounts.find((one) => one.iban === iban);
  if (connection.status !== 'active' || !account) throw new Error(`the bank connection is ${connection.status}`);
  return { id: connection.id, account_id: account.id, iban };
}

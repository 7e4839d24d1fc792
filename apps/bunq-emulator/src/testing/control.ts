import { z } from 'zod';

const user = z.object({
  user_id: z.number(),
  api_key: z.string(),
  accounts: z.array(z.object({ id: z.number(), iban: z.string(), name: z.string(), balance: z.string() })),
});

export type TestUser = { id: number; apiKey: string; accountId: number; iban: string };

/** Calls the control API as a test would from outside. */
export async function control(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/_emulator${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

export async function createUser(url: string, wanted: Record<string, unknown> = {}): Promise<TestUser> {
  const created = user.parse((await control(url, 'POST', '/users', wanted)).body);
  const [account] = created.accounts;
  if (account === undefined) throw new Error('a user without account');
  return { id: created.user_id, apiKey: created.api_key, accountId: account.id, iban: account.iban };
}

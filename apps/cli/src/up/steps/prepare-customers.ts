import { z } from 'zod';

/** A customer of the emulated bank, with the account that takes part in the examples. */
export const customerSchema = z.object({ user_id: z.union([z.int(), z.string()]), iban: z.string(), name: z.string() });
export type Customer = z.output<typeof customerSchema>;

const emulatorUserSchema = z.object({
  user_id: customerSchema.shape.user_id,
  name: z.string(),
  api_key: z.string(),
  accounts: z.array(z.object({ iban: z.string() })).min(1),
});
const emulatorUsersSchema = z.object({ users: z.array(emulatorUserSchema) });

/**
 * Someone with money and someone to be paid, at the emulated bank. Those of the last start are used again as long as the bank still
 * knows them.
 */
export async function prepareCustomers(
  emulatorUrl: string,
  previous: { payer: Customer; shop: Customer } | undefined,
): Promise<{ payer: Customer; shop: Customer }> {
  const { users } = await ask(`${emulatorUrl}/_emulator/users`, emulatorUsersSchema);
  const isKnown = (customer: Customer | undefined) =>
    users.some((user) => user.accounts.some(({ iban }) => iban === customer?.iban));
  if (previous && isKnown(previous.payer) && isKnown(previous.shop)) return previous;
  return {
    payer: await createCustomer(emulatorUrl, { type: 'person', name: 'A. Visser', balance: '5000.00' }),
    shop: await createCustomer(emulatorUrl, { type: 'company', name: 'Koffie & Zo', balance: '0.00' }),
  };
}

/** The key of a customer's own, as they would make it in the bank's app. */
export async function apiKeyOf(emulatorUrl: string, { iban }: Pick<Customer, 'iban'>): Promise<string> {
  const { users } = await ask(`${emulatorUrl}/_emulator/users`, emulatorUsersSchema);
  const user = users.find(({ accounts }) => accounts.some((account) => account.iban === iban));
  if (!user) throw new Error('the emulator no longer knows a customer of its own');
  return user.api_key;
}

/** The company of the provider itself, whose OAuth app partners connect their accounts by. @returns its API key */
export async function prepareBusinessAccount(emulatorUrl: string, name: string): Promise<string> {
  const { users } = await ask(`${emulatorUrl}/_emulator/users`, emulatorUsersSchema);
  const known = users.find((user) => user.name === name);
  return known?.api_key ?? apiKeyOf(emulatorUrl, await createCustomer(emulatorUrl, { type: 'company', name }));
}

async function createCustomer(emulatorUrl: string, wanted: Record<string, string>): Promise<Customer> {
  const user = await ask(`${emulatorUrl}/_emulator/users`, emulatorUserSchema, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  const [account] = user.accounts;
  if (!account) throw new Error('the emulator made a customer without an account');
  return { user_id: user.user_id, iban: account.iban, name: user.name };
}

async function ask<T extends z.ZodType>(url: string, schema: T, request: RequestInit = {}): Promise<z.output<T>> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return schema.parse(await answer.json());
}

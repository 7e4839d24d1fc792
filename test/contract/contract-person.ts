import { setTimeout as sleep } from 'node:timers/promises';
import { type BunqCaller, monetaryAccount, payment } from '@sluis/bunq-client';

/** How a person's installation of its own presents itself. */
export const contractDevice = { description: 'contract person', permittedIps: ['*'] };

export async function firstAccount(person: BunqCaller): Promise<{ id: number; iban: string }> {
  const { items } = await monetaryAccount.list(person);
  const account = items.find(({ kind, status }) => kind === 'MonetaryAccountBank' && status === 'ACTIVE');
  const iban = account?.alias?.find(({ type }) => type === 'IBAN')?.value;
  if (!account || iban === undefined) throw new Error('the person has no active account');
  return { id: account.id, iban };
}

export async function waitForPayments(person: BunqCaller, monetaryAccountId: number, count: number): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const { items } = await payment.list(person, { monetaryAccountId });
    if (items.length >= count) return;
    await sleep(500);
  }
  throw new Error('the payments never came');
}

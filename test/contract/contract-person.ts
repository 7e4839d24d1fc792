import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BunqCaller,
  type BunqContextStore,
  type BunqHttp,
  deviceServer,
  generateBunqKeyPair,
  installation,
  monetaryAccount,
  payment,
} from '@sluis/bunq-client';

/** Gives a bunq user's own API key an installation and a device, kept in `store`; it then works like an access token. */
export async function installPerson(http: BunqHttp, store: BunqContextStore, apiKey: string): Promise<void> {
  const keyPair = await generateBunqKeyPair();
  const context = { ...keyPair, ...(await installation.create(http, keyPair.publicKeyPem)) };
  await store.saveInstallation(context);
  const authentication = {
    owner: 'setup',
    token: context.installationToken,
    signingKeyPem: context.privateKeyPem,
    serverPublicKeyPem: context.serverPublicKeyPem,
  };
  const description = 'contract person';
  await deviceServer.create(http, authentication, { description, secret: apiKey, permittedIps: ['*'] });
}

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

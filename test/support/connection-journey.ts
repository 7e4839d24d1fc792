import { z } from 'zod';
import type { BankUser } from './bank-control.js';
import type { PartnerClient } from './partner-client.js';
import { PayerBrowser } from './payer-browser.js';
import type { Stack } from './stack.js';

const connectionSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  version: z.number(),
  capabilities: z.array(z.string()),
  accounts: z.array(z.looseObject({ id: z.string(), iban: z.string(), is_default: z.boolean() })),
  authorisation_url: z.string().nullable(),
});

export type ConnectionAnswer = z.output<typeof connectionSchema>;

export async function readConnection(partner: PartnerClient, id: string): Promise<ConnectionAnswer> {
  return connectionSchema.parse((await partner.get(`/v1/bank-connections/${id}`).expect(200)).body);
}

export async function waitForConnection(partner: PartnerClient, id: string, status: string): Promise<ConnectionAnswer> {
  return connectionSchema.parse(await partner.waitFor(`/v1/bank-connections/${id}`, [status]));
}

export async function createConnection(partner: PartnerClient, body: object): Promise<ConnectionAnswer> {
  return connectionSchema.parse((await partner.post('/v1/bank-connections', body).expect(201)).body);
}

/** The partner hands over a key of its own bunq user. */
export async function connectByKey(partner: PartnerClient, user: BankUser): Promise<ConnectionAnswer> {
  const { id } = await createConnection(partner, { method: 'api_key', api_key: user.apiKey });
  return waitForConnection(partner, id, 'active');
}

/** Asks for a connection by a visit to the bank, and takes the visitor as far as the bank's page. */
export async function startConnecting(
  partner: PartnerClient,
): Promise<{ id: string; pageUrl: string; browser: PayerBrowser; bankPage: string }> {
  const body = { method: 'oauth', redirect_uri: partner.redirectUri, state: 'opaque' };
  const { id, authorisation_url: pageUrl } = await createConnection(partner, body);
  if (pageUrl === null) throw new Error('the connection has no page');
  const browser = new PayerBrowser();
  const agreed = await browser.submit(pageUrl);
  if (!agreed.location?.includes('/auth?'))
    throw new Error(`agreeing answered ${agreed.status}, to ${agreed.location}`);
  return { id, pageUrl, browser, bankPage: agreed.location };
}

/** From create over the page and the bank to an active connection. */
export async function connectAtBank(
  { bank }: Stack,
  partner: PartnerClient,
  user: BankUser,
  accounts?: number[],
): Promise<ConnectionAnswer> {
  const { id, browser, bankPage } = await startConnecting(partner);
  await browser.open(await bank.authorise(user, bankPage, 'accept', accounts));
  return waitForConnection(partner, id, 'active');
}

import { z } from 'zod';
import type { BankUser } from './bank-control.js';
import type { PartnerClient } from './partner-client.js';
import { PayerBrowser } from './payer-browser.js';
import type { Stack } from './stack.js';

const consentSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  status_reason: z.string().nullable(),
  authorisation_url: z.string().nullable(),
  accounts: z.array(
    z.object({ id: z.string(), iban: z.string().nullable(), name: z.string().nullable(), currency: z.string() }),
  ),
});

export type ConsentAnswer = z.output<typeof consentSchema>;

export function consentBody(partner: PartnerClient): Record<string, unknown> {
  return { type: 'payment_initiation', redirect_uri: partner.redirectUri };
}

export async function createConsent(partner: PartnerClient, fields: Record<string, unknown> = {}) {
  const answer = await partner.post('/v1/consents', { ...consentBody(partner), ...fields }).expect(201);
  return consentSchema.extend({ authorisation_url: z.string() }).parse(answer.body);
}

export async function readConsent(partner: PartnerClient, id: string): Promise<ConsentAnswer> {
  return consentSchema.parse((await partner.get(`/v1/consents/${id}`).expect(200)).body);
}

export async function waitForConsent(partner: PartnerClient, id: string, status: string): Promise<ConsentAnswer> {
  return consentSchema.parse(await partner.waitFor(`/v1/consents/${id}`, [status]));
}

/** The payer opens the page and agrees there. @returns the bank's page, where they have not decided yet */
export async function agreeOnPage(browser: PayerBrowser, pageUrl: string): Promise<string> {
  const agreed = await browser.submit(pageUrl);
  if (agreed.status !== 303 || !agreed.location?.includes('/auth?')) {
    throw new Error(`agreeing answered ${agreed.status}, to ${agreed.location}`);
  }
  return agreed.location;
}

/** From create over the page and the bank to an authorised consent. */
export async function authorisedConsent(
  stack: Stack,
  payer: BankUser,
  partner: PartnerClient = stack.partner,
): Promise<ConsentAnswer> {
  const consent = await createConsent(partner);
  const browser = new PayerBrowser();
  await browser.open(await stack.bank.authorise(payer, await agreeOnPage(browser, consent.authorisation_url)));
  return waitForConsent(partner, consent.id, 'authorised');
}

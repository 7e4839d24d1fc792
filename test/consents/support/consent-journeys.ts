import { untilEventsShow } from '../../support/events-shown.js';
import { z } from 'zod';
import type { ConsentType } from '@sluis/consents';
import type { BankUser } from '../../support/bank-control.js';
import type { PartnerClient } from '../../support/partner-client.js';
import { PayerBrowser } from '../../support/payer-browser.js';
import type { Stack } from '../../support/stack.js';

export const consentSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  version: z.number(),
  valid_until: z.string(),
  revoked_by: z.string().nullable(),
  permissions: z.array(z.string()),
  expiry_notice_days: z.number().nullable(),
  renewal: z.looseObject({ status: z.string(), status_reason: z.string().nullable() }).nullable(),
  accounts: z.array(z.looseObject({ id: z.string(), iban: z.string().nullable(), name: z.string().nullable() })),
  authorisation_url: z.string().nullable(),
});

export type ConsentAnswer = z.output<typeof consentSchema>;

const eventsSchema = z.object({
  data: z.array(z.looseObject({ type: z.string(), data: z.looseObject({ id: z.string() }) })),
});

const askedFor: Record<ConsentType, Record<string, unknown>> = {
  account_information: {
    permissions: ['read_account_list', 'read_balances', 'read_transactions'],
    purpose: 'Adding up your monthly costs',
  },
  payment_initiation: {},
  funds_confirmation: {},
};

/** What partners, payers and the bank do with consents, in the words of the tests. */
export class ConsentJourneys {
  constructor(private readonly stack: Stack) {}

  async create(
    type: ConsentType = 'payment_initiation',
    fields: Record<string, unknown> = {},
    partner: PartnerClient = this.stack.partner,
  ): Promise<ConsentAnswer & { authorisation_url: string }> {
    const answer = await partner
      .post('/v1/consents', { type, redirect_uri: partner.redirectUri, ...askedFor[type], ...fields })
      .expect(201);
    return withUrl(consentSchema.parse(answer.body));
  }

  async renew(
    { id }: { id: string },
    fields: Record<string, unknown> = {},
    partner: PartnerClient = this.stack.partner,
  ): Promise<ConsentAnswer & { authorisation_url: string }> {
    return withUrl(consentSchema.parse((await partner.post(`/v1/consents/${id}/renew`, fields).expect(201)).body));
  }

  /** The payer agrees on our page. @returns the bank's page */
  async agree(pageUrl: string, browser = new PayerBrowser()): Promise<string> {
    const agreed = await browser.submit(pageUrl);
    if (!agreed.location?.includes('/auth?')) throw new Error(`the page sent the payer to ${String(agreed.location)}`);
    return agreed.location;
  }

  /** @param accounts the bank's ids of those the payer chooses; all when left out. @returns the redirect back to us */
  async decideAtBank(
    payer: BankUser,
    url: string,
    decision: 'accept' | 'deny' = 'accept',
    accounts?: number[],
  ): Promise<string> {
    const answer = await this.stack.bank.post(`/_emulator/psu/${payer.userId}/authorise`, { url, decision, accounts });
    return z.object({ redirect_to: z.string() }).parse(answer).redirect_to;
  }

  /** Page, bank, and back: all that a payer does to agree. */
  async visit(pageUrl: string, payer: BankUser, browser = new PayerBrowser(), accounts?: number[]): Promise<void> {
    const bankPage = await this.agree(pageUrl, browser);
    await browser.open(await this.decideAtBank(payer, bankPage, 'accept', accounts));
  }

  async authorised(
    payer: BankUser,
    type: ConsentType = 'payment_initiation',
    fields: Record<string, unknown> = {},
    partner: PartnerClient = this.stack.partner,
  ): Promise<ConsentAnswer> {
    const consent = await this.create(type, fields, partner);
    await this.visit(consent.authorisation_url, payer);
    return this.waitFor(consent, ['authorised'], partner);
  }

  async waitFor(
    { id }: { id: string },
    statuses: string[],
    partner: PartnerClient = this.stack.partner,
  ): Promise<ConsentAnswer> {
    return consentSchema.parse(await partner.waitFor(`/v1/consents/${id}`, statuses));
  }

  async get({ id }: { id: string }, partner: PartnerClient = this.stack.partner): Promise<ConsentAnswer> {
    return consentSchema.parse((await partner.get(`/v1/consents/${id}`).expect(200)).body);
  }

  /** Oldest first. */
  async eventsOf({ id }: { id: string }, partner: PartnerClient = this.stack.partner): Promise<string[]> {
    await untilEventsShow(this.stack.environment.database.url);
    const answer = await partner.get('/v1/events?limit=100').expect(200);
    const { data } = eventsSchema.parse(answer.body);
    return data
      .filter((event) => event.data.id === id)
      .map(({ type }) => type)
      .toReversed();
  }

  /** The payer logs in at the bank to see their permissions. @returns the browser, showing the list */
  async permissions(payer: BankUser, browser = new PayerBrowser()): Promise<PayerBrowser> {
    const page = `${this.stack.apiUrl}/permissions`;
    const bankPage = await this.agree(page, browser);
    await browser.open(await this.decideAtBank(payer, bankPage));
    const giveUpAt = Date.now() + 15_000;
    while (!(await browser.open(`${page}?lang=en`)).html.includes('Log out')) {
      if (Date.now() > giveUpAt) throw new Error('the permissions never appeared');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return browser;
  }
}

function withUrl(consent: ConsentAnswer): ConsentAnswer & { authorisation_url: string } {
  if (consent.authorisation_url === null) throw new Error('there is nothing for the payer to decide');
  return { ...consent, authorisation_url: consent.authorisation_url };
}

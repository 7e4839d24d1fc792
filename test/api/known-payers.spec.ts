import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { agreeOnPage, createConsent, waitForConsent } from '../support/consent-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { paymentBody } from '../support/payment-journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let payer: BankUser;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack({ overrides: { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft' } });
  payer = await stack.bank.createUser('A. Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
});

afterAll(() => stack.stop());

const offersPush = 'name="push"';
const isRemembered = 'name="remembered"';

/** A browser in which the payer gave `partner` a consent. */
async function consentingBrowser(partner: PartnerClient = stack.partner, fields: Record<string, unknown> = {}) {
  const consent = await createConsent(partner, fields);
  const browser = new PayerBrowser();
  await browser.open(await stack.bank.authorise(payer, await agreeOnPage(browser, consent.authorisation_url)));
  await waitForConsent(partner, consent.id, 'authorised');
  return { browser, consentId: consent.id };
}

const createPayment = (partner: PartnerClient = stack.partner, debtor?: BankUser) =>
  partner.createPayment(paymentBody(partner, shop, debtor));

describe('a payer who gave this partner a consent in this browser', () => {
  it.each([
    ['unknown to the partner', false],
    ['named by the partner', true],
  ])('confirms by a push, as a payer %s', async (_, isNamed) => {
    const { browser, consentId } = await consentingBrowser();
    const payment = await createPayment(stack.partner, isNamed ? payer : undefined);
    const page = await browser.open(payment.authorisation_url);
    expect(page.html).toContain(offersPush);
    expect(page.html).not.toContain(payer.iban);
    const sent = await browser.submit(payment.authorisation_url, { push: 'yes' });
    expect(sent.location).toMatch(/\/pay\/[\w-]{43}\?lang=\w\w$/);
    const waiting = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(waiting).toMatchObject({
      rail: 'draft',
      consent_id: consentId,
      authorisation_url: payment.authorisation_url,
    });
    expect((await browser.open(`${payment.authorisation_url}?lang=en`)).html).toContain('Confirm in your bunq app');
    const draft = await until('the draft', async () =>
      (await stack.bank.state()).drafts.find(({ entries }) => entries[0]?.merchant_reference === payment.id),
    );
    await stack.bank.decideDraft(payer, draft.id, 'accept');
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect((await browser.open(`${payment.authorisation_url}?lang=en`)).html).toContain('Your payment has been made');
  });

  it('sends one order, however often they press', async () => {
    const { browser } = await consentingBrowser();
    const payment = await createPayment();
    await browser.open(payment.authorisation_url);
    await Promise.all(Array.from({ length: 5 }, () => browser.submit(payment.authorisation_url, { push: 'yes' })));
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    const { drafts } = await stack.bank.state();
    expect(drafts.filter(({ entries }) => entries[0]?.merchant_reference === payment.id)).toHaveLength(1);
  });

  it('can pay another way', async () => {
    const { browser } = await consentingBrowser();
    const payment = await createPayment();
    expect((await browser.open(`${payment.authorisation_url}?lang=en&other=1`)).html).toContain('name="iban"');
    await browser.submit(payment.authorisation_url, { iban: payer.iban });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect((await stack.partner.get(`/v1/payments/${payment.id}`)).body).toMatchObject({ rail: 'psp_draft' });
  });

  it('pays another way where the consent’s limits are in the way', async () => {
    const limits = { spending_rule: { per_payment: { value: '10.00', currency: 'EUR' } } };
    const { browser } = await consentingBrowser(stack.partner, limits);
    const payment = await createPayment();
    const sent = await browser.submit(payment.authorisation_url, { push: 'yes' });
    expect(sent.location).toContain('other=1');
    expect((await browser.open(sent.location ?? '')).html).toContain('name="iban"');
    expect((await stack.partner.get(`/v1/payments/${payment.id}`)).body).toMatchObject({
      status: 'received',
      rail: 'psp_draft',
      consent_id: null,
    });
  });
});

describe('nobody is sent a push', () => {
  async function expectNoPush(browser: PayerBrowser, partner: PartnerClient, debtor?: BankUser) {
    const payment = await createPayment(partner, debtor);
    expect((await browser.open(payment.authorisation_url)).html).not.toContain(offersPush);
    const drafts = (await stack.bank.state()).drafts.length;
    expect((await browser.submit(payment.authorisation_url, { push: 'yes' })).location).toContain('other=1');
    expect((await stack.partner.get('/v1/payments?limit=1')).status).toBe(200);
    expect((await stack.bank.state()).drafts).toHaveLength(drafts);
  }

  it('from a browser that typed an IBAN, or was told one by the partner', async () => {
    await consentingBrowser();
    await expectNoPush(new PayerBrowser(), stack.partner);
    await expectNoPush(new PayerBrowser(), stack.partner, payer);
  });

  it('for another partner than the one who has the consent', async () => {
    const { browser } = await consentingBrowser();
    await expectNoPush(browser, await stack.createPartner());
  });

  it('once the consent has ended', async () => {
    const partner = await stack.createPartner();
    const { browser, consentId } = await consentingBrowser(partner);
    await partner.post(`/v1/consents/${consentId}/revoke`).expect(200);
    await expectNoPush(browser, partner);
  });

  it('for another account than the partner named', async () => {
    const { browser } = await consentingBrowser();
    await expectNoPush(browser, stack.partner, await stack.bank.createUser('B. Jansen'));
  });
});

describe('a payer who asked to be remembered', () => {
  async function rememberingBrowser(remember = true) {
    const browser = new PayerBrowser();
    const payment = await createPayment();
    const page = await browser.open(payment.authorisation_url);
    expect(page.html).toMatch(/<input[^>]*name="remember"/);
    expect(/<input[^>]*name="remember"[^>]*>/.exec(page.html)?.[0]).not.toContain('checked');
    const fields = { iban: payer.iban, name: 'A. Visser', ...(remember ? { remember: 'yes' } : {}) };
    const agreed = await browser.submit(payment.authorisation_url, fields);
    return { browser, cookies: agreed.headers.getSetCookie().join('\n') };
  }

  it('types no IBAN again, and keeps nothing readable in the browser', async () => {
    const { browser, cookies } = await rememberingBrowser();
    expect(cookies).toMatch(/sluis-payer-local=[\w-]{100,}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax/);
    const [, value = ''] = /sluis-payer-local=([\w-]+)/.exec(cookies) ?? [];
    for (const text of [value, Buffer.from(value, 'base64url').toString('latin1')]) {
      expect(text).not.toContain(payer.iban);
      expect(text).not.toContain('Visser');
    }
    const payment = await createPayment();
    const page = await browser.open(payment.authorisation_url);
    expect(page.html).toContain(isRemembered);
    expect(page.html).toContain(payer.iban.slice(-4));
    expect(page.html).not.toContain(payer.iban);
    await browser.submit(payment.authorisation_url, { remembered: 'yes' });
    const waiting = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(waiting['debtor']).toMatchObject({ iban: payer.iban, name: 'A. Visser' });
  });

  it('is forgotten on request, and was never remembered without asking', async () => {
    const { browser } = await rememberingBrowser();
    const payment = await createPayment();
    const forgot = await browser.submit(payment.authorisation_url, {}, `${payment.authorisation_url}/forget`);
    expect(forgot.status).toBe(303);
    expect((await browser.open(payment.authorisation_url)).html).toContain('name="iban"');
    const { browser: discreet, cookies } = await rememberingBrowser(false);
    expect(cookies).not.toContain('sluis-payer');
    expect((await discreet.open(payment.authorisation_url)).html).not.toContain(isRemembered);
  });

  it('is not known by a cookie that another browser brought, or that was altered', async () => {
    const { cookies } = await rememberingBrowser();
    const [, value = ''] = /sluis-payer-local=([\w-]+)/.exec(cookies) ?? [];
    const payment = await createPayment();
    const altered = `${value.slice(0, -2)}${value.endsWith('A') ? 'BB' : 'AA'}`;
    for (const stolen of [value, altered, 'x', 'A'.repeat(300)]) {
      const thief = new PayerBrowser([['sluis-payer-local', stolen]]);
      const page = await thief.open(payment.authorisation_url);
      expect(page.status).toBe(200);
      expect(page.html).not.toContain(isRemembered);
      const sent = await thief.submit(payment.authorisation_url, { remembered: 'yes' });
      expect(sent.status).toBe(422);
    }
  });

  it('forgets only by a form of this browser', async () => {
    const { browser } = await rememberingBrowser();
    const payment = await createPayment();
    const forged = await browser.open(`${payment.authorisation_url}/forget`, {
      method: 'POST',
      body: new URLSearchParams({ csrf: 'x' }),
    });
    expect(forged.status).toBe(403);
    expect((await browser.open(payment.authorisation_url)).html).toContain(isRemembered);
  });
});

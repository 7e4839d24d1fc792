import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectShop, decideRequest, requestAtBank } from '../payment-requests/support/connected-shop.js';
import { fallbackBody } from '../payment-requests/support/payer-request.js';
import type { BankUser } from '../support/bank-control.js';
import { startStack, type Stack } from '../support/stack.js';
import { launchChromium } from './support/chromium.js';
import { barriers, wcag } from './support/barriers.js';

const phone = { screen: 'phone', viewport: { width: 390, height: 844 }, isMobile: true, hasJavaScript: true };
const screens = [
  phone,
  { screen: 'desktop', viewport: { width: 1280, height: 800 }, isMobile: false, hasJavaScript: true },
  {
    screen: 'desktop without JavaScript',
    viewport: { width: 1280, height: 800 },
    isMobile: false,
    hasJavaScript: false,
  },
];

describe('a payer in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let payer: BankUser;
  let shop: BankUser;

  beforeAll(async () => {
    // Payers whose IBAN is not known are asked for it here, so that the form is part of the journey.
    stack = await startStack({ overrides: { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft' } });
    browser = await launchChromium();
    payer = await stack.bank.createUser('A. Visser', '1000.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open({ viewport, isMobile, hasJavaScript }: (typeof screens)[number]): Promise<Page> {
    const context = await browser.newContext({
      viewport,
      isMobile,
      javaScriptEnabled: hasJavaScript,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    return context.newPage();
  }

  async function expectAccessible(page: Page, hasJavaScript: boolean): Promise<void> {
    if (!hasJavaScript) return; // axe is a script itself.
    expect({ url: page.url(), found: await barriers(page, wcag) }).toEqual({ url: page.url(), found: [] });
  }

  function createPayment() {
    return stack.partner.createPayment({
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: shop.iban },
      remittance_information: 'Order 1042',
      redirect_uri: stack.partner.redirectUri,
      state: 'opaque',
    });
  }

  it.each(screens)('enters an IBAN, pays at the bank and sees it done, on a $screen', async (screen) => {
    const payment = await createPayment();
    const page = await open(screen);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(payment.authorisation_url);
    expect(await page.textContent('h1')).toContain('12.50');
    await expectAccessible(page, screen.hasJavaScript);

    await page.fill('input[name=iban]', 'NL91 ABNA 0417 1643 00');
    await page.click('button[type=submit] >> nth=0');
    expect(await page.getAttribute('input[name=iban]', 'aria-invalid')).toBe('true');
    await expectAccessible(page, screen.hasJavaScript);
    // The refused form is answered with 422, which a browser's console reports; nothing else may complain.
    expect(complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
    complaints.length = 0;

    await page.fill('input[name=iban]', payer.iban.toLowerCase());
    await page.click('button[type=submit] >> nth=0');
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    await expectAccessible(page, screen.hasJavaScript);
    await decideAtBank(page, payer);

    await page.waitForURL((url) => url.href.startsWith(payment.authorisation_url), { timeout: 15_000 });
    await page
      .getByRole('heading', { name: /paid|done|sent/i })
      .first()
      .waitFor({ timeout: 20_000 });
    await expectAccessible(page, screen.hasJavaScript);
    expect(await page.getAttribute('a[href^="https://shop.example"]', 'href')).toContain(`payment_id=${payment.id}`);
    expect((await stack.partner.get(`/v1/payments/${payment.id}`)).body).toMatchObject({ status: 'executed' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('asks for a payment request instead, answers it in the app, and sees it done', async () => {
    const connected = await connectShop(stack);
    const payment = await connected.partner.createPayment(fallbackBody(connected));
    const page = await open(phone);
    await page.goto(payment.authorisation_url);
    await page.getByRole('link', { name: 'Get a payment request in your bunq app instead' }).click();
    await page.getByRole('heading', { name: 'Get a payment request' }).waitFor();
    await expectAccessible(page, true);

    const address = page.getByLabel('E-mail address, phone number or IBAN');
    await address.fill('nobody');
    await page.getByRole('button', { name: 'Send me a payment request' }).click();
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page, true);
    await address.fill(payer.iban);
    await page.getByRole('button', { name: 'Send me a payment request' }).click();
    await page.getByRole('heading', { name: 'Answer the request in your bunq app' }).waitFor({ timeout: 20_000 });
    await expectAccessible(page, true);

    const path = `/v1/payments/${payment.id}`;
    const waiting = await connected.partner.waitFor(path, ['awaiting_authorisation']);
    const atBank = await requestAtBank(stack.bank, String(waiting['payment_request_id']));
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    // The page notices by itself.
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor({ timeout: 20_000 });
    await expectAccessible(page, true);
    expect((await connected.partner.get(path)).body).toMatchObject({ status: 'executed', rail: 'payment_request' });
    await page.context().close();
  });

  it('declines as easily, and is told so', async () => {
    const payment = await createPayment();
    const page = await open(phone);
    await page.goto(payment.authorisation_url);
    await page.click('form[action*="/decline"] button');
    await page.waitForURL((url) => !url.pathname.endsWith('/decline'));
    await expectAccessible(page, true);
    expect((await stack.partner.get(`/v1/payments/${payment.id}`)).body).toMatchObject({ status: 'rejected' });
    await page.context().close();
  });
});

/** The emulated bank's page: choose who one is, then accept everything shown. */
async function decideAtBank(page: Page, payer: BankUser): Promise<void> {
  const asUser = page
    .getByRole('button', { name: new RegExp(payer.name) })
    .or(page.getByRole('link', { name: new RegExp(payer.name) }));
  if (await asUser.count()) await asUser.first().click();
  await page
    .getByRole('button', { name: /accept|allow|confirm/i })
    .first()
    .click();
}

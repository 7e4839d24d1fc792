import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { launchChromium } from './support/chromium.js';
import { barriers, wcag } from './support/barriers.js';

// Set to a folder to keep a picture of every step, for people to look at.
const pictureFolder = process.env['HOSTED_PAGE_PICTURES'];

const screens = [
  { screen: 'phone', viewport: { width: 390, height: 844 }, isMobile: true, hasJavaScript: true, locale: 'nl-NL' },
  { screen: 'desktop', viewport: { width: 1280, height: 800 }, isMobile: false, hasJavaScript: true, locale: 'en-GB' },
  {
    screen: 'desktop without JavaScript',
    viewport: { width: 1280, height: 800 },
    isMobile: false,
    hasJavaScript: false,
    locale: 'en-GB',
  },
];
type Screen = (typeof screens)[number];

describe('a payment link in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let payer: BankUser;
  let shop: BankUser;

  beforeAll(async () => {
    stack = await startStack({ overrides: { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft' } });
    browser = await launchChromium();
    payer = await stack.bank.createUser('A. Visser', '1000.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open({ viewport, isMobile, hasJavaScript, locale }: Screen): Promise<Page> {
    const context = await browser.newContext({
      viewport,
      isMobile,
      locale,
      javaScriptEnabled: hasJavaScript,
      reducedMotion: 'reduce',
    });
    return context.newPage();
  }

  async function look(page: Page, { screen, hasJavaScript }: Screen, step: string): Promise<void> {
    if (pictureFolder)
      await page.screenshot({
        path: `${pictureFolder}/journey-${screen.replaceAll(' ', '-')}-${step}.png`,
        fullPage: true,
      });
    if (!hasJavaScript) return; // axe is a script itself.
    expect({ step, found: await barriers(page, wcag) }).toEqual({ step, found: [] });
  }

  async function createLink(fields: Record<string, unknown>): Promise<{ id: string; url: string }> {
    const { body } = await stack.partner
      .post('/v1/payment-links', {
        creditor: { name: 'Koffie & Zo', iban: shop.iban },
        remittance_information: 'Collectie voor het feest',
        ...fields,
      })
      .expect(201);
    return body as { id: string; url: string };
  }

  async function paymentsOf(link: { id: string }) {
    const { body } = await stack.partner.get(`/v1/payments?payment_link_id=${link.id}`).expect(200);
    return (body as { data: { id: string; status: string; amount: { value: string } }[] }).data;
  }

  /** The emulated bank's page: choose who one is, then accept everything shown. */
  async function decideAtBank(page: Page): Promise<void> {
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    const asUser = page.getByRole('button', { name: /Visser/ }).or(page.getByRole('link', { name: /Visser/ }));
    if (await asUser.count()) await asUser.first().click();
    await page
      .getByRole('button', { name: /accept|allow|confirm/i })
      .first()
      .click();
  }

  it.each(screens)(
    'is paid with an amount of the payer’s own, twice, remembered the second time, on a $screen',
    async (screen) => {
      const euros = (value: string) => ({ value, currency: 'EUR' });
      const link = await createLink({
        use: 'multiple',
        open_amount: { minimum: euros('1.00'), maximum: euros('50.00') },
      });
      const page = await open(screen);
      const complaints: string[] = [];
      page.on(
        'console',
        (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`),
      );
      page.on('pageerror', (error) => complaints.push(error.message));

      await page.goto(link.url);
      await look(page, screen, '1-link');
      await page.fill('input[name=amount]', '50,01');
      await page.click('.button-primary');
      expect(await page.getAttribute('input[name=amount]', 'aria-invalid')).toBe('true');
      expect(await page.inputValue('input[name=amount]')).toBe('50,01');
      await look(page, screen, '2-too-high');
      await page.fill('input[name=amount]', '7,25');
      await page.click('.button-primary');
      await page.waitForURL(/\/pay\//);
      expect(await page.textContent('h1')).toContain('7');

      // Back, and the page tells of what was begun; on again leads to it.
      await page.goBack();
      await page.reload();
      await look(page, screen, '3-begun');
      await page.click('.hint-box a');
      await page.waitForURL(/\/pay\//);
      expect(await paymentsOf(link)).toHaveLength(1);

      expect(await page.isChecked('input[name=remember]')).toBe(false);
      await page.fill('input[name=iban]', payer.iban);
      await page.check('input[name=remember]');
      await look(page, screen, '4-account');
      await page.click('.button-primary');
      await decideAtBank(page);
      await page.waitForURL(/\/pay\//);
      await page.getByRole('heading', { name: /^(paid|betaald)$/i }).waitFor({ timeout: 20_000 });
      await look(page, screen, '5-paid');

      await page.goto(link.url);
      await page.fill('input[name=amount]', '2');
      await page.click('.button-primary');
      await page.waitForURL(/\/pay\//);
      expect(await page.locator('input[name=iban]').count()).toBe(0);
      expect(await page.textContent('main')).toContain(payer.iban.slice(-4));
      await look(page, screen, '6-remembered');
      await page.click('form[action*="/forget"] button');
      await page.locator('input[name=iban]').waitFor();
      expect((await paymentsOf(link)).map(({ amount }) => amount.value)).toEqual(['2.00', '7.25']);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(screens)(
    'is paid once: pressed twice, declined, begun again, and closed to others, on a $screen',
    async (screen) => {
      const link = await createLink({ amount: { value: '12.50', currency: 'EUR' } });
      const page = await open(screen);
      await page.goto(link.url);
      await page.locator('.button-primary').dblclick();
      await page.waitForURL(/\/pay\//);
      expect(await paymentsOf(link)).toHaveLength(1);
      await page.click('form[action*="/decline"] button');
      await until('the page to say so', async () =>
        (await page.locator('a[href*="/link/"]').count()) ? true : undefined,
      );
      await look(page, screen, '7-declined');
      await page.click('a[href*="/link/"]');
      await page.waitForURL(/\/link\//);
      await page.click('.button-primary');
      await page.waitForURL(/\/pay\//);
      await page.fill('input[name=iban]', payer.iban);
      await page.click('.button-primary');
      await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));

      const other = await open(screen);
      await other.goto(link.url);
      expect(await other.locator('.button-primary').count()).toBe(0);
      await look(other, screen, '8-busy');
      await other.context().close();

      await decideAtBank(page);
      const [payment] = await paymentsOf(link);
      await stack.partner.waitFor(`/v1/payments/${payment?.id}`, ['executed']);
      await page.goto(link.url);
      await look(page, screen, '9-paid-link');
      expect(await page.locator('.button-primary').count()).toBe(0);
      expect((await paymentsOf(link)).map(({ status }) => status).sort()).toEqual(['executed', 'rejected']);
      await page.context().close();
    },
  );

  it('is confirmed by a push in the browser in which a consent was given', async () => {
    const [phone] = screens;
    if (!phone) throw new Error('no screen');
    const page = await open(phone);
    const { body } = await stack.partner
      .post('/v1/consents', { type: 'payment_initiation', redirect_uri: stack.partner.redirectUri })
      .expect(201);
    const consent = body as { id: string; authorisation_url: string };
    await page.goto(consent.authorisation_url);
    await page.click('.button-primary');
    await decideAtBank(page);
    await stack.partner.waitFor(`/v1/consents/${consent.id}`, ['authorised']);

    const link = await createLink({ amount: { value: '3.75', currency: 'EUR' } });
    await page.goto(link.url);
    await page.click('.button-primary');
    await page.waitForURL(/\/pay\//);
    await look(page, phone, '10-push');
    await page.click('.button-primary');
    const [payment] = await paymentsOf(link);
    await stack.partner.waitFor(`/v1/payments/${payment?.id}`, ['awaiting_authorisation']);
    await page.getByRole('heading', { name: /bevestig in je bunq-app/i }).waitFor({ timeout: 20_000 });
    await look(page, phone, '11-confirm');
    const { drafts } = await stack.bank.state();
    const draft = drafts.find(({ entries }) => entries[0]?.merchant_reference === payment?.id);
    await stack.bank.decideDraft(payer, draft?.id ?? 0, 'accept');
    await page.getByRole('heading', { name: /^betaald$/i }).waitFor({ timeout: 20_000 });
    expect(await paymentsOf(link)).toMatchObject([{ status: 'executed' }]);
    await page.context().close();
  });
});

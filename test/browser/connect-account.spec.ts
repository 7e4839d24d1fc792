import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { createConnection, readConnection, waitForConnection } from '../support/connection-journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { launchChromium } from './support/chromium.js';
import { barriers, wcag } from './support/barriers.js';

const screens = [
  { screen: 'phone', viewport: { width: 390, height: 844 }, isMobile: true, hasJavaScript: true, locale: 'en-GB' },
  {
    screen: 'desktop without JavaScript',
    viewport: { width: 1280, height: 800 },
    isMobile: false,
    hasJavaScript: false,
    locale: 'nl-NL',
  },
];

describe('somebody who connects an account, in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let owner: BankUser;

  beforeAll(async () => {
    stack = await startStack({ withBusinessAccount: true });
    browser = await launchChromium();
    owner = await stack.bank.createUser('B. Koopman', '1000.00');
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open({ viewport, isMobile, hasJavaScript, locale }: (typeof screens)[number]): Promise<Page> {
    const look = { viewport, isMobile, locale, javaScriptEnabled: hasJavaScript, reducedMotion: 'reduce' } as const;
    return (await browser.newContext(look)).newPage();
  }

  async function expectAccessible(page: Page, hasJavaScript: boolean): Promise<void> {
    if (!hasJavaScript) return; // axe is a script itself.
    expect({ url: page.url(), found: await barriers(page, wcag) }).toEqual({ url: page.url(), found: [] });
  }

  async function newLink(): Promise<{ id: string; pageUrl: string }> {
    const { partner } = stack;
    const body = { method: 'oauth', redirect_uri: partner.redirectUri, state: 'opaque' };
    const { id, authorisation_url: pageUrl } = await createConnection(partner, body);
    return { id, pageUrl: pageUrl ?? '' };
  }

  it.each(screens)('reads what it allows, confirms at the bank and sees it connected, on a $screen', async (screen) => {
    const { id, pageUrl } = await newLink();
    const page = await open(screen);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(pageUrl);
    const allowed = await page.locator('.permissions').innerText();
    expect(allowed).toMatch(screen.locale === 'nl-NL' ? /klaarzetten/ : /prepare payments/);
    expect(await page.locator('.not-allowed').innerText()).toMatch(/without your confirmation|zonder jouw bevestiging/);
    await expectAccessible(page, screen.hasJavaScript);

    await page.click('button[type=submit] >> nth=0');
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    const asOwner = page
      .getByRole('button', { name: new RegExp(owner.name) })
      .or(page.getByRole('link', { name: new RegExp(owner.name) }));
    if (await asOwner.count()) await asOwner.first().click();
    await page
      .getByRole('button', { name: /accept|allow|confirm/i })
      .first()
      .click();
    await page.waitForURL((url) => url.href.startsWith(pageUrl), { timeout: 15_000 });
    await waitForConnection(stack.partner, id, 'active');
    await page.getByRole('heading', { name: /^(Connected|Gekoppeld)$/ }).waitFor({ timeout: 20_000 });
    expect(await page.locator('.account-iban').first().innerText()).toContain(owner.iban.slice(-2));
    await expectAccessible(page, screen.hasJavaScript);
    const wayBack = await page.getAttribute('a[href^="https://shop.example"]', 'href');
    expect(wayBack).toContain(id);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('declines as easily, and nothing is connected', async () => {
    const [phone] = screens;
    if (!phone) throw new Error('no screen');
    const { id, pageUrl } = await newLink();
    const page = await open(phone);
    await page.goto(pageUrl);
    await page.click('form[action*="/decline"] button');
    await page.waitForURL((url) => !url.pathname.endsWith('/decline'));
    await expectAccessible(page, true);
    expect(await readConnection(stack.partner, id)).toMatchObject({ status: 'rejected', accounts: [] });
    await page.context().close();
  });
});

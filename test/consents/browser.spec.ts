import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.js';
import type { BankUser } from '../support/bank-control.js';
import { startStack, type Stack } from '../support/stack.js';
import { ConsentJourneys, type ConsentAnswer } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';
import { barriers, wcag } from '../browser/support/barriers.js';

// Set to a folder to keep a picture of every step, for people to look at.
const pictureFolder = process.env.HOSTED_PAGE_PICTURES;

const phone = { screen: 'phone', viewport: { width: 390, height: 844 }, isMobile: true };
const desktop = { screen: 'desktop', viewport: { width: 1280, height: 800 }, isMobile: false };
const looks = [
  { ...phone, language: 'nl', hasJavaScript: true },
  { ...desktop, language: 'en', hasJavaScript: true },
  { ...desktop, language: 'en', hasJavaScript: false },
];
type Look = (typeof looks)[number];

const texts = {
  nl: {
    agree: 'Verder naar bunq',
    decline: 'Niet toestaan',
    given: 'Toestemming gegeven',
    declined: 'Je hebt geen toestemming gegeven',
    logIn: 'Inloggen bij bunq',
    living: 'Nu geldig',
    stop: 'Toestemming voor Koffie & Zo stoppen',
    confirmStop: 'Ja, stoppen',
    stopped: 'Door jou gestopt op',
    logOut: 'Uitloggen',
  },
  en: {
    agree: 'Continue to bunq',
    decline: 'Do not allow',
    given: 'Permission given',
    declined: 'You did not give permission',
    logIn: 'Log in at bunq',
    living: 'Valid now',
    stop: 'Stop the permission for Koffie & Zo',
    confirmStop: 'Yes, stop it',
    stopped: 'Stopped by you on',
    logOut: 'Log out',
  },
};
const wordsOf = ({ language }: Look) => (language === 'nl' ? texts.nl : texts.en);

describe('a payer with a consent in a browser', () => {
  let stack: Stack;
  let journeys: ConsentJourneys;
  let rows: ConsentRows;
  let browser: Browser;
  let payer: BankUser;

  beforeAll(async () => {
    stack = await startStack();
    journeys = new ConsentJourneys(stack);
    rows = new ConsentRows(stack);
    browser = await launchChromium();
    payer = await stack.bank.createUser('A. Visser', '1000.00');
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const contextOf = ({ viewport, isMobile, hasJavaScript, language }: Look): Promise<BrowserContext> =>
    browser.newContext({
      viewport,
      isMobile,
      javaScriptEnabled: hasJavaScript,
      locale: language === 'nl' ? 'nl-NL' : 'en-GB',
      reducedMotion: 'reduce',
    });

  async function expectWellMade(page: Page, look: Look, step: string): Promise<void> {
    if (pictureFolder) {
      mkdirSync(pictureFolder, { recursive: true });
      await page.screenshot({
        path: `${pictureFolder}/journey-${step}-${look.screen}-${look.language}-${look.hasJavaScript ? 'js' : 'plain'}.png`,
        fullPage: true,
      });
    }
    expect(await page.getAttribute('html', 'lang')).toBe(look.language);
    if (!look.hasJavaScript) return; // axe is a script itself.
    expect({ url: page.url(), found: await barriers(page, wcag) }).toEqual({ url: page.url(), found: [] });
  }

  /** The bank's page says yes or no; then the browser goes where the bank sends it. */
  async function decide(page: Page, decision: 'accept' | 'deny'): Promise<void> {
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    await page.goto(await journeys.decideAtBank(payer, page.url(), decision));
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

  async function open(look: Look, consent: ConsentAnswer & { authorisation_url: string }): Promise<Page> {
    const page = await (await contextOf(look)).newPage();
    await page.goto(consent.authorisation_url);
    return page;
  }

  it.each(looks)('agrees, on a $screen in $language, JavaScript: $hasJavaScript', async (look) => {
    const words = wordsOf(look);
    const consent = await journeys.create('account_information', { state: 'opaque' });
    const page = await open(look, consent);
    const text = (await page.textContent('body')) ?? '';
    for (const said of ['Koffie & Zo', 'Sluis Test TPP', 'PSDNL-TEST-1', 'Adding up your monthly costs'])
      expect(text).toContain(said);
    expect(await page.locator('a[href^="/permissions"]').count()).toBe(1);
    expect(await page.locator('input:not([type=hidden]), select').count()).toBe(0);
    await expectWellMade(page, look, 'consent-ready');
    // Declining is as near as agreeing: as large, and seen beside it. Both come after all that is to be read, for how long
    // and how to stop too, and float over none of it.
    const [agree, decline, terms] = await Promise.all([
      button(page, words.agree).boundingBox(),
      button(page, words.decline).boundingBox(),
      page.locator('.terms').boundingBox(),
    ]);
    expect(decline?.width).toBe(agree?.width);
    expect(decline?.height).toBe(agree?.height);
    const position = await page.evaluate<string>(`getComputedStyle(document.querySelector('.choices')).position`);
    expect(position).toBe('static');
    expect((terms?.y ?? Infinity) + (terms?.height ?? 0)).toBeLessThanOrEqual(agree?.y ?? 0);
    const declineEndsAt = (decline?.y ?? Infinity) + (decline?.height ?? 0);
    expect(declineEndsAt - (agree?.y ?? 0)).toBeLessThan(look.viewport.height / 2);
    await button(page, words.agree).click();
    await decide(page, 'accept');
    await heading(page, words.given).waitFor({ timeout: 20_000 });
    expect(page.url()).not.toMatch(/code=|state=/);
    await expectWellMade(page, look, 'consent-given');
    const back = await page.getAttribute('a[href^="https://shop.example"]', 'href');
    expect(back).toContain(`consent_id=${consent.id}`);
    expect(back).toContain('state=opaque');
    expect((await journeys.get(consent)).accounts[0]?.iban).toBe(payer.iban);
    await page.context().close();
  });

  it.each(looks.filter(({ screen, hasJavaScript }) => screen === 'phone' || !hasJavaScript))(
    'declines here or at bunq, on a $screen in $language, JavaScript: $hasJavaScript',
    async (look) => {
      const words = wordsOf(look);
      for (const where of ['here', 'at bunq']) {
        const consent = await journeys.create();
        const page = await open(look, consent);
        await button(page, where === 'here' ? words.decline : words.agree).click();
        if (where === 'at bunq') await decide(page, 'deny');
        await heading(page, words.declined).waitFor();
        await expectWellMade(page, look, `consent-declined-${where}`);
        expect((await journeys.get(consent)).status).toBe('rejected');
        await page.context().close();
      }
    },
  );

  it('closes the browser at the bank, returns by the link, and can still go through with it', async () => {
    const look: Look = { ...phone, language: 'nl', hasJavaScript: true };
    const consent = await journeys.create();
    const page = await open(look, consent);
    await button(page, texts.nl.agree).click();
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    const storage = await page.context().storageState();
    await page.context().close();
    const again = await (await browser.newContext({ storageState: storage, locale: 'nl-NL' })).newPage();
    await again.goto(consent.authorisation_url);
    await button(again, texts.nl.agree).click();
    await decide(again, 'accept');
    await heading(again, texts.nl.given).waitFor({ timeout: 20_000 });
    await again.context().close();
  });

  it('brings the bank’s answer into a second browser, which is refused; the first goes on', async () => {
    const look: Look = { ...desktop, language: 'en', hasJavaScript: true };
    const consent = await journeys.create();
    const page = await open(look, consent);
    await button(page, texts.en.agree).click();
    await page.waitForURL((url) => url.href.startsWith(`${stack.bank.url}/auth`));
    const back = await journeys.decideAtBank(payer, page.url());
    const second = await (await contextOf(look)).newPage();
    await second.goto(back);
    await heading(second, 'You started in another browser').waitFor();
    await expectWellMade(second, look, 'consent-second-browser');
    await page.goto(back);
    await heading(page, texts.en.given).waitFor({ timeout: 20_000 });
    await Promise.all([page.context().close(), second.context().close()]);
  });

  it('follows a link that is over, and is told so with a way back', async () => {
    const look: Look = { ...phone, language: 'nl', hasJavaScript: true };
    const consent = await journeys.create();
    await rows.query(`UPDATE consents SET link_expires_at = now() WHERE id = $1`, [rows.uuid(consent)]);
    const page = await open(look, consent);
    await heading(page, 'Dit verzoek is niet meer geldig').waitFor();
    expect(await page.locator('form').count()).toBe(0);
    expect(await page.locator('a[href^="https://shop.example"]').count()).toBe(1);
    await expectWellMade(page, look, 'consent-expired');
    await page.context().close();
  });

  it.each(looks)('stops a permission, on a $screen in $language, JavaScript: $hasJavaScript', async (look) => {
    const words = wordsOf(look);
    const own = payer;
    payer = await stack.bank.createUser(`Stopper ${look.screen} ${String(look.hasJavaScript)}`, '10.00');
    const consent = await journeys.authorised(payer, 'account_information');
    const page = await (await contextOf(look)).newPage();
    await page.goto(`${stack.apiUrl}/permissions`);
    await expectWellMade(page, look, 'permissions-log-in');
    await button(page, words.logIn).click();
    await decide(page, 'accept');
    await heading(page, words.living).waitFor({ timeout: 20_000 });
    await expectWellMade(page, look, 'permissions-list');
    await page.getByRole('link', { name: words.stop }).click();
    await expectWellMade(page, look, 'permissions-confirm');
    await button(page, words.confirmStop).click();
    await page.getByText(words.stopped).waitFor();
    await expectWellMade(page, look, 'permissions-stopped');
    expect(await journeys.get(consent)).toMatchObject({ status: 'revoked', revoked_by: 'psu' });
    await button(page, words.logOut).click();
    await button(page, words.logIn).waitFor();
    await page.context().close();
    payer = own;
  });
});

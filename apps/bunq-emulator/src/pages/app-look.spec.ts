import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../../test/browser/support/chromium.js';
import { type Emulator, startEmulator } from '../index.js';
import { control, createUser, type TestUser } from '../testing/control.js';
import { connectedClient } from '../testing/test-client.js';
import { authoriseUrl, registerOauthApp, registerTpp } from '../testing/test-tpp.js';
import { barriers, wcag } from '../../../../test/browser/support/barriers.js';

// Set to a folder to keep a picture of every page, for people to look at.
const pictureFolder = process.env['EMULATOR_PICTURES'];
const screens = [
  { screen: 'phone', viewport: { width: 390, height: 844 } },
  { screen: 'desktop', viewport: { width: 1280, height: 800 } },
] as const;

describe('the bank app in a browser', () => {
  let emulator: Emulator;
  let browser: Browser;
  let anna: TestUser;
  let bakery: TestUser;

  beforeAll(async () => {
    emulator = await startEmulator();
    anna = await createUser(emulator.url, { name: 'Anna Visser', balance: '1250.00', email: 'anna@emulator.test' });
    bakery = await createUser(emulator.url, { type: 'company', name: 'Bakkerij Vos', email: 'vos@emulator.test' });
    await liveALittle(emulator, anna, bakery);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await emulator?.close();
  });

  it.each(screens)('is accessible and fits on a $screen', async ({ screen, viewport }) => {
    const page = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage();
    const home = `/app/${anna.id}`;
    const paths = ['/app', home, `${home}/transactions`, `${home}/requests`, `${home}/planned`, `${home}/services`];
    for (const path of paths) {
      await page.goto(emulator.url + path);
      expect({ path, found: await barriers(page, [...wcag, 'best-practice']) }).toEqual({ path, found: [] });
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, overflow }).toEqual({ path, overflow: 0 });
      if (pictureFolder !== undefined) {
        mkdirSync(pictureFolder, { recursive: true });
        const name = `${screen}${path.replaceAll(/[^a-z]+/g, '-')}.png`;
        await page.screenshot({ path: `${pictureFolder}/${name}`, fullPage: true });
      }
    }
    await page.context().close();
  });

  it('works without JavaScript: asking, paying, refunding, searching, cancelling', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    page.setDefaultTimeout(5000);
    await page.goto(`${emulator.url}/app/${bakery.id}`);
    await page.getByRole('link', { name: 'Ask for money' }).click();
    await page.getByLabel('Whom').fill('anna@emulator.test');
    await page.getByLabel('Amount in euros').fill('7,85x');
    await page.getByLabel('What for').fill('Croissants');
    await page.getByRole('button', { name: 'Ask for money' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('12.50');
    await page.getByLabel('Amount in euros').fill('7,85');
    await page.getByRole('button', { name: 'Ask for money' }).click();
    expect(await page.getByRole('status').textContent()).toBe('Your request is on its way.');

    await page.goto(`${emulator.url}/app/${anna.id}/requests`);
    await page.getByRole('listitem').filter({ hasText: 'Croissants' }).getByRole('button', { name: 'Pay' }).click();
    expect(await page.getByRole('status').textContent()).toContain('payment was made');
    await page.getByRole('link', { name: 'Transactions' }).click();
    await page.getByLabel('Search').fill('croiss');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.locator('.booking').count()).toBe(1);
    expect(await page.locator('.booking').textContent()).toContain('7.85');

    const croissants = page.getByRole('listitem').filter({ hasText: 'Croissants' });
    await page.goto(`${emulator.url}/app/${anna.id}/requests`);
    await croissants.getByRole('button', { name: 'money back' }).click();
    expect(await page.getByRole('status').textContent()).toContain('refund was asked for');
    await page.goto(`${emulator.url}/app/${bakery.id}/requests`);
    await croissants.getByRole('button', { name: 'Give' }).click();
    expect(await page.getByRole('status').textContent()).toContain('money went back');
    await page.goto(`${emulator.url}/app/${anna.id}/requests`);
    expect(await croissants.textContent()).toContain('Refunded');

    await page.getByRole('link', { name: 'Planned' }).click();
    await page.getByRole('button', { name: 'Cancel the scheduled payment' }).click();
    expect(await page.getByRole('status').textContent()).toContain('cancelled');
    await page.getByRole('link', { name: 'Services' }).click();
    await page.getByRole('button', { name: 'Stop access' }).first().click();
    expect(emulator.bank.tables.users.all().some((user) => user.kind === 'consent' && user.status === 'REVOKED')).toBe(
      true,
    );
    await page.context().close();
  });
});

/** Something of everything, so that every page has what it shows. */
async function liveALittle(emulator: Emulator, anna: TestUser, bakery: TestUser): Promise<void> {
  const client = await connectedClient(emulator.url, anna.apiKey);
  const shop = await connectedClient(emulator.url, bakery.apiKey);
  const base = `/v1/user/${anna.id}/monetary-account`;
  const account = `${base}/${anna.accountId}`;
  const to = (name: string, value = 'NL14RABO0169202917') => ({ type: 'IBAN', value, name });
  const entry = (value: string, description: string, counterparty_alias = to('Energie Noord BV')) => ({
    amount: { value, currency: 'EUR' },
    counterparty_alias,
    description,
  });
  const goal = { savings_goal: { value: '900.00', currency: 'EUR' } };
  await client.send('POST', `${base}-savings`, { body: { currency: 'EUR', description: 'Summer holidays', ...goal } });
  await client.send('POST', `${account}/payment`, { body: entry('64.10', 'Electricity November') });
  const card = (await control(emulator.url, 'POST', `/psu/${anna.id}/cards`, {})).body['card_id'];
  await control(emulator.url, 'POST', `/psu/${anna.id}/cards/${String(card)}/payments`, { amount: '3.40' });
  await control(emulator.url, 'POST', '/clock', { advance_seconds: 80_000 });
  for (let index = 0; index < 30; index += 1) {
    await client.send('POST', `${account}/payment`, {
      body: entry(`${index + 1}.15`, `Order ${index}`, to('Bol & Zonen')),
    });
  }
  const draft = { entries: [entry('18.00', 'Membership 2027', to('Sportvereniging De Lange Naam aan de Vliet'))] };
  await client.send('POST', `${account}/draft-payment`, { body: { ...draft, number_of_required_accepts: 1 } });
  const schedule = { time_start: '2035-01-01 09:00:00.000000', recurrence_unit: 'MONTHLY', recurrence_size: 1 };
  await client.send('POST', `${account}/schedule-payment`, {
    body: { payment: entry('750.00', 'Rent', to('Woonstede')), schedule },
  });
  const asked = { counterparty_alias: { type: 'EMAIL', value: 'anna@emulator.test' }, allow_bunqme: true };
  for (const [value, description] of [
    ['12.50', 'Birthday cake'],
    ['4.20', 'Bread'],
  ] as const) {
    await shop.send('POST', `/v1/user/${bakery.id}/monetary-account/${bakery.accountId}/request-inquiry`, {
      body: { ...asked, amount_inquired: { value, currency: 'EUR' }, description },
    });
  }
  const link = { counterparty_alias: { type: 'EMAIL', value: 'friend@else.example' }, allow_bunqme: true };
  await client.send('POST', `${account}/request-inquiry`, {
    body: { ...link, amount_inquired: { value: '9.00', currency: 'EUR' }, description: 'Cinema' },
  });
  const tpp = await registerTpp(emulator.url, 'CN=Household Books AISP PISP, C=NL');
  const url = authoriseUrl(emulator.url, await registerOauthApp(tpp));
  await control(emulator.url, 'POST', `/psu/${anna.id}/authorise`, { url, decision: 'accept' });
}

import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Payer } from '../../apps/cli/src/demo/payer.js';
import { type LocalStackFile, localStackFileSchema } from '../../apps/cli/src/local-stack-file.js';
import { launchChromium } from '../browser/support/chromium.js';
import { type StackEnvironment, stackEnvironment, UpProcess } from '../cli/support/sluis-process.js';
import { until } from '../support/until.js';
import { barriers, wcag } from '../browser/support/barriers.js';

const pictures = 'test/results/shop';
const screens = [
  { width: 360, height: 780 },
  { width: 1280, height: 900 },
] as const;

let folder: string;
let environment: StackEnvironment;
let up: UpProcess;
let local: LocalStackFile;
let browser: Browser;
const complaints: string[] = [];

const start = async () => {
  up = await UpProcess.start(environment);
  local = localStackFileSchema.parse(
    JSON.parse(await readFile(join(environment.SLUIS_DATA_DIR, 'local.json'), 'utf8')),
  );
};

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'sluis-shop-'));
  environment = await stackEnvironment(join(folder, 'data'));
  [browser] = await Promise.all([launchChromium(), start()]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await up?.stop();
  await rm(folder, { recursive: true, force: true });
});

const payer = () => new Payer(local.payer, local.emulator_url, AbortSignal.timeout(60_000));

/** A customer with a browser of their own. */
async function customer(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: screens[1],
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  return watched(await context.newPage());
}

function watched(page: Page): Page {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // A page that was refused is shown with its status, which the browser reports.
    if (message.type() === 'error' && !/status of 4(09|22|01)/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

/** Pictures in both widths and both colours, and no barrier on any. */
async function look(page: Page, name: string): Promise<void> {
  for (const viewport of screens) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(pictures, `${name}-${viewport.width}-${colorScheme}.png`), fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      expect({ name, found: await barriers(page, wcag) }).toEqual({ name, found: [] });
    }
  }
}

async function fillBasket(page: Page, ...names: string[]): Promise<void> {
  await page.goto(local.test_shop_url);
  for (const name of names) await page.click(`button[aria-label="Add ${name} to the basket"]`);
  await page.click('a.basket');
}

const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

/** The payer opens the hosted page at which the browser stands, agrees there and decides at the bank. @returns where they are sent */
async function decide(page: Page, decision: 'accept' | 'reject'): Promise<string> {
  const hand = payer();
  return hand.decideAtBank(await hand.agree(page.url()), decision);
}

async function payByPage(page: Page, ...names: string[]): Promise<void> {
  await fillBasket(page, ...names);
  await page.click('text=Go to bunq');
  expect(page.url()).toContain(`${local.api_url}/pay/`);
}

/** The bank is told in a moment. */
async function sooner(what: string, act: () => Promise<void>): Promise<void> {
  await until(what, () =>
    act().then(
      () => true,
      () => undefined,
    ),
  );
}

const merchantOptions = () => ({ httpCredentials: { username: 'shop', password: local.test_shop_password } });

describe('the example shop', () => {
  it('is paid on the hosted page, says so by itself, and refunds from its own side', async () => {
    const page = await customer();
    await page.goto(local.test_shop_url);
    await look(page, 'front');
    await fillBasket(page, 'House beans', 'Apple pie', 'Apple pie');
    await look(page, 'basket');
    await page.click('text=Go to bunq');
    // The order page in another tab, which nobody touches again.
    const pageUrl = page.url();
    const merchant = await customer(merchantOptions());
    await merchant.goto(`${local.test_shop_url}/merchant`);
    await merchant.click('tbody tr:first-child a');
    const orderUrl = merchant.url().replace('/merchant/', '/orders/');
    const tab = watched(await page.context().newPage());
    await tab.goto(orderUrl);
    await heading(tab, 'Waiting for your payment');
    await look(tab, 'waiting');
    await tab.evaluate('window.wasNotLoadedAgain = true');
    const hand = payer();
    await hand.decideAtBank(await hand.agree(pageUrl), 'accept');
    await heading(tab, 'Paid. Thank you!');
    expect(await tab.evaluate('window.wasNotLoadedAgain')).toBe(true);
    await look(tab, 'paid');

    await merchant.waitForSelector('text=payment.executed');
    await look(merchant, 'merchant-order');
    await merchant.fill('#amount', '4.90');
    await merchant.click('button:has-text("Refund")');
    await merchant.waitForSelector('text=Refund of € 4.90: executed');
    await heading(tab, 'partly refunded');
    await merchant.reload();
    await merchant.fill('#amount', '100.00');
    await merchant.click('button:has-text("Refund")');
    expect(await merchant.textContent('[role=alert]')).toBe('That is more than is left to refund.');
    await merchant.fill('#amount', '16.40');
    await merchant.click('button:has-text("Refund")');
    await heading(tab, 'Refunded');
    await merchant.goto(`${local.test_shop_url}/merchant`);
    await look(merchant, 'merchant');
  });

  it('leaves an amount as it was typed, whatever news of the order comes', async () => {
    const page = await customer();
    await payByPage(page, 'Blue cup');
    await decide(page, 'accept');
    const id = await latestOrderId();
    await page.goto(`${local.test_shop_url}/orders/${id}`);
    await heading(page, 'Paid. Thank you!');
    const order = `${local.test_shop_url}/merchant/${id}`;
    const merchant = await customer(merchantOptions());
    await merchant.goto(order);
    const [asked, typed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await merchant.route(order, async (route) => {
      asked.resolve();
      await typed.promise;
      await route.continue();
    });
    const { username, password } = merchantOptions().httpCredentials;
    const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    // Nor does the page come anew by itself where there are no scripts.
    expect(await (await fetch(order, { headers })).text()).not.toContain('http-equiv="refresh"');
    await fetch(`${order}/refund`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ amount: '1.00' }),
      redirect: 'manual',
    });
    await asked.promise;
    await merchant.fill('#amount', '0.40');
    await merchant.locator('#amount').blur();
    const news = merchant.waitForResponse(order);
    typed.resolve();
    await (await news).finished();
    await merchant.waitForTimeout(200);
    expect(await merchant.inputValue('#amount')).toBe('0.40');
  });

  it('takes a payer back who said no, and lets them choose again, without a script', async () => {
    const page = await customer({ javaScriptEnabled: false });
    await payByPage(page, 'Blue cup');
    await page.goto(await decide(page, 'reject'));
    await page.click('a[href*="/return"]').catch(() => undefined);
    await until('the order page', async () => {
      await page.goto(`${local.test_shop_url}/orders/${await latestOrderId()}`);
      return (await page.textContent('h1'))?.includes('Not paid') || undefined;
    });
    await page.click('text=Go to bunq');
    expect(page.url()).toContain('/pay/');
    await decide(page, 'accept');
    await until('the payment', async () => {
      await page.goto(`${local.test_shop_url}/orders/${await latestOrderId()}`);
      return (await page.textContent('h1'))?.includes('Paid') || undefined;
    });
  });

  it('is paid by a request in the bunq app of whoever gives their alias', async () => {
    const page = await customer();
    await fillBasket(page, 'Espresso tin');
    await page.fill('#contact', 'nobody');
    await page.click('text=Ask me in the app');
    expect(await page.textContent('[role=alert]')).toContain('Type an e-mail address or a phone number');
    await look(page, 'basket-wrong');
    await page.fill('#contact', await aliasOfPayer());
    await page.click('text=Ask me in the app');
    await page.waitForSelector('text=Accept the request in your bunq app.');
    const number = /Order (\d+)/.exec((await page.textContent('main')) ?? '')?.[1];
    await sooner('the request', () => payer().answerRequest(`Order ${number}`, 'accept'));
    await heading(page, 'Paid. Thank you!');
  });

  it('is paid with one tap by a customer who comes back', async () => {
    const page = await customer();
    await page.goto(`${local.test_shop_url}/tap`);
    await look(page, 'tap');
    await page.click('text=Set it up at bunq');
    expect(page.url()).toContain('/consent/');
    await page.goto(await decide(page, 'accept'));
    await page.goto(`${local.test_shop_url}/tap`);
    await heading(page, 'One tap is set up');
    await look(page, 'tap-set-up');
    await fillBasket(page, 'Hand mill');
    await look(page, 'basket-one-tap');
    await page.click('text=Send it to my app');
    await page.waitForSelector('text=Confirm the payment in your bunq app.');
    const number = /Order (\d+)/.exec((await page.textContent('main')) ?? '')?.[1];
    await sooner('the push', () => payer().confirmPush(`Order ${number}`));
    await heading(page, 'Paid. Thank you!');
    await page.goto(`${local.test_shop_url}/tap`);
    await page.click('text=Forget it');
    await heading(page, 'Pay with one tap');
  });

  it('never begins a second payment beside an open one', async () => {
    const page = await customer();
    await payByPage(page, 'Paper filters');
    const order = `${local.test_shop_url}/orders/${await latestOrderId()}`;
    const first = page.url();
    const again = await Promise.all(
      Array.from({ length: 10 }, () =>
        fetch(`${order}/pay`, { method: 'POST', body: new URLSearchParams({ way: 'page' }), redirect: 'manual' }),
      ),
    );
    expect(new Set(again.map((answer) => answer.headers.get('location')))).toEqual(new Set([first]));
    await page.goto(order);
    await page.click('text=Pay another way');
    await page.waitForSelector('text=It was cancelled.');
    await page.click('text=Go to bunq');
    expect(page.url()).not.toBe(first);
  });

  it('believes no webhook but a fresh one that is signed, and each once', async () => {
    const before = await orderStates();
    const event = {
      id: 'evt_x',
      type: 'payment.executed',
      created_at: new Date().toISOString(),
      resource_type: 'payment',
      resource_version: 99,
      data: { id: await openPaymentId(), status: 'executed' },
    };
    const body = JSON.stringify(event);
    const post = (headers: Record<string, string>, text = body) =>
      fetch(`${local.test_shop_url}/webhooks`, { method: 'POST', headers, body: text });
    const headers = (secret: string, at: Date, id = 'evt_x', text = body) => ({
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, text),
    });
    const right = local.webhook_endpoint_secret;
    expect((await post({})).status).toBe(400);
    expect((await post(headers(`whsec_${Buffer.alloc(32).toString('base64')}`, new Date()))).status).toBe(400);
    expect((await post(headers(right, new Date(Date.now() - 600_000)))).status).toBe(400);
    expect((await post(headers(right, new Date()), body.replace('99', '98'))).status).toBe(400);
    expect((await post({ ...headers(right, new Date()), 'webhook-id': 'evt_y' })).status).toBe(400);
    expect((await post(headers(right, new Date()), ' '.repeat(300_000))).status).toBe(413);
    expect(await orderStates()).toEqual(before);
    // The same one with a right signature is believed, which shows that nothing else was wrong with it.
    expect((await post(headers(right, new Date()))).status).toBe(204);
    expect(await orderStates()).not.toEqual(before);
  });

  it('shows its own side to nobody without the password', async () => {
    const order = await latestOrderId();
    for (const path of ['/merchant', `/merchant/${order}`]) {
      expect((await fetch(local.test_shop_url + path)).status).toBe(401);
      const wrong = { authorization: `Basic ${Buffer.from('shop:wrong').toString('base64')}` };
      expect((await fetch(local.test_shop_url + path, { headers: wrong })).status).toBe(401);
    }
    const refund = await fetch(`${local.test_shop_url}/merchant/${order}/refund`, {
      method: 'POST',
      body: new URLSearchParams({ amount: '1.00' }),
    });
    expect(refund.status).toBe(401);
    expect((await fetch(`${local.test_shop_url}/orders/${'x'.repeat(22)}`)).status).toBe(404);
  });

  it('knows its orders, its customers and what it was told after a restart', async () => {
    const page = await customer();
    await payByPage(page, 'Blue cup');
    const link = page.url();
    const order = await latestOrderId();
    await page.goto(local.test_shop_url);
    await page.click('button[aria-label="Add Apple pie to the basket"]');
    // All of the page is here before the shop is gone: its stylesheet too.
    await page.locator('a.basket b').waitFor();
    await page.waitForLoadState('load');
    const before = await orderStates();
    await up.stop();
    await start();
    // A start begins one order more, to be tried out.
    expect((await orderStates()).slice(1)).toEqual(before);
    await page.goto(`${local.test_shop_url}/basket`);
    expect(await page.textContent('main')).toContain('1 × Apple pie');
    await page.goto(`${local.test_shop_url}/orders/${order}`);
    const hand = payer();
    await hand.decideAtBank(await hand.agree(link), 'accept');
    await heading(page, 'Paid. Thank you!');
  });

  it('made no browser complain', () => {
    expect(complaints).toEqual([]);
  });
});

async function merchantRows(): Promise<{ id: string; text: string }[]> {
  const headers = { authorization: `Basic ${Buffer.from(`shop:${local.test_shop_password}`).toString('base64')}` };
  const page = await (await fetch(`${local.test_shop_url}/merchant`, { headers })).text();
  return [...page.matchAll(/<tr>\s*<td><a href="\/merchant\/([\w-]+)">(\d+)<[\s\S]*?<\/tr>/g)].map(
    ([row, id = '']) => ({
      id,
      text: row.replaceAll(/<[^>]+>|\s+/g, ' ').trim(),
    }),
  );
}

async function latestOrderId(): Promise<string> {
  return (await merchantRows())[0]?.id ?? '';
}

async function orderStates(): Promise<string[]> {
  return (await merchantRows()).map(({ text }) => text);
}

async function openPaymentId(): Promise<string> {
  const answer = await fetch(`${local.api_url}/v1/payments?status=received&limit=1`, {
    headers: { authorization: `Bearer ${local.api_key}` },
  });
  return z.object({ data: z.array(z.object({ id: z.string() })).min(1) }).parse(await answer.json()).data[0]?.id ?? '';
}

async function aliasOfPayer(): Promise<string> {
  const answer = await fetch(`${local.emulator_url}/_emulator/users`);
  const { users } = z
    .object({ users: z.array(z.object({ user_id: z.union([z.int(), z.string()]), email: z.string() })) })
    .parse(await answer.json());
  return users.find(({ user_id: id }) => id === local.payer.user_id)?.email ?? '';
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.js';
import type { BankUser } from '../support/bank-control.js';
import { storeConnectedAccount } from '../support/connected-account.js';
import { createConsent } from '../support/consent-journey.js';
import { startDashboardStack, type DashboardStack } from '../support/dashboard-stack.js';
import { PartnerClient } from '../support/partner-client.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { until } from '../support/until.js';
import { giveAuthenticator } from '../support/virtual-authenticator.js';
import { status, WebhookReceiver } from '../support/webhook-receiver.js';
import { barriers } from '../browser/support/barriers.js';

/** Set to keep the pictures: a person looks at them. */
const pictures = process.env['SCREENSHOTS_TO'];
const widths = [360, 1024, 1440];

let stack: DashboardStack;
let browser: Browser;
let receiver: WebhookReceiver;
let shop: Awaited<ReturnType<DashboardStack['createPartner']>>;
let payer: BankUser;
let payee: BankUser;
let paymentId: string;
let consentId: string;
let requestId: string;

beforeAll(async () => {
  stack = await startDashboardStack({ withWorker: true });
  browser = await launchChromium();
  receiver = await WebhookReceiver.start();
  shop = await stack.createPartner('Koffie & Zo');
  payer = await stack.bank.createUser('Willemijn Visser');
  payee = await stack.bank.createUser('Koffie & Zo');
  paymentId = await executedPayment(stack, payer, payee, shop);
  await shop.createPayment({ ...paymentBody(shop, payee, payer), reference: 'order-1042' });
  consentId = (await createConsent(shop, { psu_reference: 'customer-77' })).id;
  await storeConnectedAccount(stack.sql, shop.partnerId);
  const request = await shop.post('/v1/payment-requests', {
    amount: { value: '12.50', currency: 'EUR' },
    debtor: { email: 'a.visser@emulator.test' },
    remittance_information: 'Table 4',
    reference: 'table-4',
  });
  requestId = String((request.body as { id: unknown }).id);
});

afterAll(async () => {
  await browser.close();
  await receiver.stop();
  await stack.stop();
});

interface Watched {
  page: Page;
  /** What the browser complained about: a blocked style or script, an error nobody caught. */
  complaints: string[];
}

async function open(options: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Watched> {
  const { width = 1280, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the API refuses is looked at where it is expected; here it is about what the policy blocked.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return { page, complaints };
}

async function accept(page: Page, link: string) {
  const authenticator = await giveAuthenticator(page);
  await page.goto(link);
  await page.getByRole('button', { name: 'Make a passkey and sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  return authenticator;
}

it('takes an owner from the invitation to keys, webhooks and payments, and out again', async () => {
  const { page, complaints } = await open();
  const link = await stack.invite(shop.partnerId, 'owner');
  await accept(page, link);
  expect(page.url()).toBe(`${stack.dashboardUrl}/dashboard/`);

  // A key, shown once, that works.
  await page.getByRole('link', { name: 'API keys' }).click();
  await page.getByLabel('Name').fill('Till 3');
  await page.getByLabel('It may do everything').uncheck();
  await page.getByLabel('payments:read').check();
  await page.getByRole('button', { name: 'Make key' }).click();
  const key = await page.getByTestId('secret').innerText();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const till = new PartnerClient(stack.apiUrl, key, shop.redirectUri);
  await till.get(`/v1/payments/${paymentId}`).expect(200);
  await till.get('/v1/webhook-endpoints').expect(403);
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Till 3' });
  expect(await row.innerText()).toContain('payments:read');
  expect(await row.innerText()).not.toContain('never');
  expect(await page.content()).not.toContain(key);

  // An endpoint, a delivery that failed, and the same event again.
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  expect(await page.getByTestId('secret').innerText()).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('heading', { name: receiver.url }).waitFor();
  receiver.next(status(500));
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.getByText('A test event is on its way.').waitFor();
  await until('the failed delivery to show', async () => {
    await page.getByRole('button', { name: 'Look again' }).click();
    const cell = page.getByRole('row').filter({ hasText: 'webhook_endpoint.test' });
    return (await cell.innerText()).includes('500') ? true : undefined;
  });
  const before = receiver.received.length;
  await page.getByRole('button', { name: 'Redeliver', exact: true }).click();
  await until('the event to come again', () => Promise.resolve(receiver.received.length > before ? true : undefined));
  await until('the delivery to be shown as delivered', async () => {
    await page.getByRole('button', { name: 'Look again' }).click();
    const cell = page.getByRole('row').filter({ hasText: 'webhook_endpoint.test' });
    return (await cell.innerText()).includes('delivered') ? true : undefined;
  });
  await page.getByRole('button', { name: 'Redeliver all that failed' }).click();
  await page.getByText('0 are told again.').waitFor();
  await page.getByRole('link', { name: 'webhook_endpoint.test' }).click();
  await page.getByText('500,').waitFor();

  // A payment, found by the payer's IBAN, masked until it is unmasked on record.
  await page.keyboard.press('/');
  await page.keyboard.type(payer.iban);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Understood as an IBAN').waitFor();
  await page.locator(`a[href$="${paymentId}"]`).click();
  await page.getByText('Who and what (masked)').waitFor();
  expect(await page.locator('main').innerText()).not.toContain(payer.iban);
  const entries = await page.locator('.timeline li').allInnerTexts();
  expect(entries[0]).toContain('received');
  expect(entries.some((entry) => entry.includes('executed'))).toBe(true);
  expect(entries.join()).not.toContain('bank called');
  await page.getByRole('button', { name: 'Unmask, on record' }).click();
  await page.getByText('Who and what (unmasked)').waitFor();
  expect(await page.locator('main').innerText()).toContain(payer.iban);
  const revealed = await stack.sql.value<number>(
    `SELECT count(*)::integer FROM audit_records WHERE action = 'partner_person.revealed' AND subject_id = $1`,
    [paymentId],
  );
  expect(revealed).toBe(1);

  // Out, and in again by the passkey alone.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(complaints).toEqual([]);

  // The link was good once.
  const { page: another } = await open();
  await another.goto(link);
  await another.getByText('This invitation was used').waitFor();
});

it('lets an owner invite and remove people, ask for an address, and keep two passkeys', async () => {
  const { page, complaints } = await open();
  await accept(page, await stack.invite(shop.partnerId, 'owner', 'Otto Owner'));

  await page.getByRole('link', { name: 'People' }).click();
  await page.getByLabel('Name').fill('Dirk Developer');
  await page.getByLabel('Role').selectOption('developer');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByTestId('secret').innerText();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const { page: developer } = await open();
  await accept(developer, link);
  expect(await developer.getByRole('link', { name: 'People' }).count()).toBe(0);
  await developer.goto(`${stack.dashboardUrl}/dashboard/redirect-uris`);
  await developer.getByText('https://shop.example/return').waitFor();
  expect(await developer.getByRole('button', { name: 'Ask for it' }).count()).toBe(0);

  await page.reload();
  await page.getByRole('button', { name: 'Remove Dirk Developer' }).click();
  await page.getByRole('button', { name: 'Yes, remove' }).click();
  await until('the developer to be gone', async () =>
    (await page.getByText('Dirk Developer').count()) === 0 ? true : undefined,
  );
  await developer.reload();
  await developer.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await developer.getByRole('alert').getByText('The passkey was not accepted').waitFor();

  await page.getByRole('link', { name: 'Redirect URIs' }).click();
  await page.getByLabel('Address').fill('http://shop.example/return');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByRole('alert').getByText('absolute https address').waitFor();
  await page.getByLabel('Address').fill('https://shop.example/second');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByRole('row').filter({ hasText: 'https://shop.example/second' }).getByText('waiting').waitFor();

  await page.getByRole('link', { name: 'Your passkeys' }).click();
  await page.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('button', { name: 'Yes, remove' }).click();
  await page.getByText('This is your last passkey.').waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByLabel('Name').fill('Same device');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('alert').getByText('This device has a passkey of yours already.').waitFor();
  await giveAuthenticator(page, 'usb');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('row').filter({ hasText: 'Same device' }).waitFor();
  expect(complaints).toEqual([]);
});

it('says what did not work, and lets nobody stay past the end of a session', async () => {
  const { page } = await open();
  await accept(page, await stack.invite(shop.partnerId, 'viewer', 'Vera Viewer'));
  await page.goto(`${stack.dashboardUrl}/dashboard/payments?status=in_review`);
  await page.getByText('No payment fits.').waitFor();
  await page.goto(`${stack.dashboardUrl}/dashboard/payments/${paymentId}`);
  await page.getByText('Who and what (masked)').waitFor();
  expect(await page.getByRole('button', { name: 'Unmask, on record' }).count()).toBe(0);
  await page.goto(`${stack.dashboardUrl}/dashboard/nowhere`);
  await page.getByText('There is no such page.').waitFor();
  await page.goto(`${stack.dashboardUrl}/dashboard/payments/pay_nothing`);
  await page.getByRole('alert').getByText('There is nothing here').waitFor();
  await stack.sql.rows(`UPDATE partner_sessions SET last_seen_at = now() - interval '1 day'`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
});

it('goes by the keyboard alone', async () => {
  const { page } = await open();
  await accept(page, await stack.invite(shop.partnerId, 'viewer', 'Karel Keyboard'));
  const focused = () => page.evaluate<string>(`document.activeElement?.textContent ?? ''`);
  await page.evaluate('document.body.focus()');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('To the content');
  for (let tabs = 0; tabs < 10 && (await focused()) !== 'Payments'; tabs += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Payments' }).waitFor();
  for (let tabs = 0; tabs < 40 && (await focused()) !== 'order-1042'; tabs += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Who and what (masked)').waitFor();
});

it('is served so that nothing foreign can run in it', async () => {
  const answers = [
    await fetch(`${stack.dashboardUrl}/dashboard`),
    await fetch(`${stack.dashboardUrl}/dashboard/invitation`),
  ];
  const policies = answers.map(({ headers }) => headers.get('content-security-policy') ?? '');
  expect(policies[0]).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{24}';/);
  expect(policies.join()).not.toContain('unsafe');
  expect(policies[0]).not.toBe(policies[1]);
  const html = await answers[0]?.text();
  expect(html).not.toContain('__NONCE__');
  expect(html).not.toMatch(/<script(?![^>]*src=)/);
  expect((await fetch(`${stack.dashboardUrl}/dashboard/assets/..%2fdashboard.html`)).status).toBe(404);
  expect((await fetch(`${stack.dashboardUrl}/v1/payments`)).status).toBe(404);
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(widths)('is whole, without a fault that axe finds, at %i pixels', async (width) => {
    const { page, complaints } = await open({ width, colorScheme });
    const [endpoint] = await stack.sql.rows<{ id: string }>(
      `SELECT id FROM webhook_endpoints WHERE partner_id = $1 LIMIT 1`,
      [shop.partnerId],
    );
    if (pictures) mkdirSync(pictures, { recursive: true });
    const found: string[] = [];
    const look = async (name: string) => {
      await until(
        'everything to be loaded',
        async () => (await page.locator('[aria-busy="true"]').count()) === 0 || undefined,
      );
      found.push(...(await barriers(page)).map((violation) => `${name}: ${violation}`));
      const wider = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (wider > 0) found.push(`${name}: ${wider} pixels too wide`);
      if (pictures) {
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    };
    await page.goto(`${stack.dashboardUrl}/dashboard`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await look('sign-in');
    await giveAuthenticator(page);
    await page.goto(await stack.invite(shop.partnerId, 'owner', `Look ${width} ${colorScheme}`));
    await page.getByRole('button', { name: 'Make a passkey and sign in' }).waitFor();
    await look('invitation');
    await page.getByRole('button', { name: 'Make a passkey and sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const endpointId = endpoint ? await publicEndpointId() : '';
    const places = [
      ['overview', '/', 'Payments per day'],
      ['payments', '/payments', 'order-1042'],
      ['payment', `/payments/${paymentId}`, 'Timeline'],
      ['consents', '/consents', 'customer-77'],
      ['consent', `/consents/${consentId}`, 'Timeline'],
      ['requests', '/requests', 'table-4'],
      ['request', `/requests/${requestId}`, 'Timeline'],
      ['webhooks', '/webhooks', 'New endpoint'],
      ...(endpointId ? [['endpoint', `/webhooks/${endpointId}`, 'Deliveries']] : []),
      ['events', '/events', 'payment.executed'],
      ['keys', '/keys', 'New test key'],
      ['redirect-uris', '/redirect-uris', 'https://shop.example/return'],
      ['usage', '/usage', 'What may be ordered'],
      ['people', '/people', 'Invite somebody'],
      ['passkeys', '/passkeys', 'Add a passkey'],
    ];
    for (const [name = '', path = '', shown = ''] of places) {
      await page.goto(`${stack.dashboardUrl}/dashboard${path}`);
      await page.getByText(shown).first().waitFor();
      await look(name);
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

async function publicEndpointId(): Promise<string> {
  const { body } = await shop.get('/v1/webhook-endpoints').expect(200);
  const { data } = body as { data: { id: string }[] };
  return data[0]?.id ?? '';
}

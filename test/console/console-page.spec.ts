import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from '../browser/support/barriers.js';
import { launchChromium } from '../browser/support/chromium.js';
import type { BankUser } from '../support/bank-control.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { createConsent } from '../support/consent-journey.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { until } from '../support/until.js';
import { openPage, signIn } from './support/staff-page.js';

/** Set to keep the pictures: a person looks at them. */
const pictures = process.env['SCREENSHOTS_TO'];
const widths = [360, 768, 1440];

let stack: ConsoleStack;
let browser: Browser;
let payer: BankUser;
let shop: BankUser;
let paymentId: string;
let consentId: string;
let fraudReportId: string;
let complaintId: string;
let dataRequestId: string;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true });
  browser = await launchChromium();
  payer = await stack.bank.createUser('Willemijn Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
  paymentId = await executedPayment(stack, payer, shop);
  await stack.partner.createPayment({ ...paymentBody(stack.partner, shop, payer), reference: 'order-1042' });
  consentId = (await createConsent(stack.partner, { psu_reference: 'customer-77' })).id;
});

afterAll(async () => {
  await browser.close();
  await stack.stop();
});

it('marks a payment as fraud, and computes the report of the half-year with it', async () => {
  const { page, complaints } = await openPage(browser);
  await signIn(page, stack.consoleUrl);
  await page.goto(`${stack.consoleUrl}/console/payments/${paymentId}`);
  await page.getByRole('button', { name: 'Mark as fraud' }).click();
  await page.getByLabel('Lost (EUR)').fill('99.00');
  await page.getByLabel('Number of the case').fill('F-2026/1');
  expect(await barriers(page)).toEqual([]);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'mark-fraud.png') });
  await page.getByRole('button', { name: 'Keep the finding' }).click();
  await page.getByRole('alert').getByText('more than what fraud took').waitFor();
  await page.getByLabel('Lost (EUR)').fill('12.50');
  await page.getByRole('button', { name: 'Keep the finding' }).click();
  await page.getByText('holds', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Fraud reports' }).click();
  await page.getByRole('button', { name: 'Compute a report' }).click();
  const lastEnded = await page.getByLabel('Half-year').inputValue();
  await page.getByLabel('Half-year').fill(`${new Date().getUTCFullYear() + 1}-H1`);
  await page.getByRole('button', { name: 'Compute', exact: true }).click();
  await page.getByRole('alert').getByText('must be a half-year that has ended').waitFor();
  await page.getByLabel('Half-year').fill(lastEnded);
  await page.getByRole('button', { name: 'Compute', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '8.1.1' }).first();
  await row.waitFor();
  expect((await row.innerText()).split(/\s*\t\s*/).slice(2)).toEqual(['0', 'EUR 0.00', '0', 'EUR 0.00']);
  fraudReportId = page.url().split('/').at(-1) ?? '';
  expect(complaints).toEqual([]);
});

it('enters a complaint, and takes a step with it', async () => {
  const { page, complaints } = await openPage(browser);
  await signIn(page, stack.consoleUrl);
  await page.getByRole('link', { name: 'Complaints' }).click();
  await page.getByRole('button', { name: 'Enter a complaint' }).click();
  await page.getByLabel('Number of the case').fill('K-2026/200');
  await page.getByLabel('Payment').fill(paymentId);
  await page.getByLabel('What they wrote').fill('The coffee never came.');
  expect(await barriers(page)).toEqual([]);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'enter-complaint.png') });
  await page.getByRole('button', { name: 'Enter', exact: true }).click();
  await page.getByRole('heading', { name: 'Complaint K-2026/200' }).waitFor();
  complaintId = page.url().split('/').at(-1) ?? '';
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('The shop was asked.');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('The shop was asked.').waitFor();
  expect(complaints).toEqual([]);
});

it('answers a person who asks about their data, holds what must stay, and asks for what waits for another person', async () => {
  const { page, complaints } = await openPage(browser);
  await signIn(page, stack.consoleUrl);
  await page.getByRole('link', { name: 'Data & retention' }).click();
  await page.getByRole('button', { name: 'Enter a request' }).click();
  await page.getByLabel('Which').fill(payer.iban);
  await page.getByLabel('Number of the case').fill('D-2026/1');
  expect(await barriers(page)).toEqual([]);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'enter-data-request.png') });
  await page.getByRole('button', { name: 'Enter', exact: true }).click();
  const link = page.getByRole('link', { name: 'Download the answer' });
  await link.waitFor();
  expect(await page.locator('main').innerText()).not.toContain(payer.iban);
  const waiting = page.waitForEvent('download');
  await link.click();
  const download = await waiting;
  const files = unzipSync(readFileSync(await download.path()));
  expect(Buffer.from(files['answer.html'] ?? []).toString()).toContain(payer.iban);
  if (pictures !== undefined) {
    const answer = await browser.newPage();
    await answer.setContent(Buffer.from(files['answer.html'] ?? []).toString());
    await answer.screenshot({ path: join(pictures, 'answer.png'), fullPage: true });
    await answer.close();
  }
  await page.getByRole('button', { name: 'The person has it' }).click();
  await page.getByText('done', { exact: true }).waitFor();
  dataRequestId = page.url().split('/').at(-1) ?? '';

  await page.getByRole('link', { name: 'Data & retention' }).click();
  await page.getByRole('link', { name: 'Legal holds' }).click();
  await page.getByRole('button', { name: 'Put on hold' }).click();
  await page.getByLabel('What').fill(paymentId);
  await page.getByLabel('Number of the case').fill('H-2026/1');
  await page.getByRole('button', { name: 'Hold it' }).click();
  await page.getByRole('row').filter({ hasText: paymentId }).getByRole('button', { name: 'Release' }).waitFor();

  // Old enough to go.
  await stack.sql.rows(
    `INSERT INTO events (partner_id, id, type, resource_type, resource_id, resource_version, body, created_at)
     SELECT id, gen_random_uuid(), 'transaction.booked', 'transaction', gen_random_uuid(), 1, '{}', now() - interval '500 days'
     FROM partners LIMIT 1`,
  );
  await page.getByRole('link', { name: 'Retention', exact: true }).click();
  await page.getByRole('button', { name: 'Ask for a run' }).click();
  await page.getByLabel('Number of the case').fill('R-2026/1');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByRole('heading', { name: 'Run R-2026/1' }).waitFor();
  const approval = page.getByRole('link', { name: 'somebody else’s approval' });
  await approval.waitFor();
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'ask-for-run.png'), fullPage: true });
  await approval.click();
  await page.getByRole('heading', { name: 'Deletion of what was kept long enough' }).waitFor();
  await page.getByRole('link', { name: 'the runs of retention' }).click();
  await page.getByRole('heading', { name: 'Run R-2026/1' }).waitFor();
  expect(complaints).toEqual([]);
});

it('has nothing to unmask for a viewer, and says what did not work', async () => {
  const { page, complaints } = await openPage(browser);
  await signIn(page, stack.consoleUrl, 'Vera Viewer');
  await page.goto(`${stack.consoleUrl}/console/payments/${paymentId}`);
  await page.getByText('Who and what (masked)').waitFor();
  expect(await page.getByRole('button', { name: 'Unmask with a reason' }).count()).toBe(0);

  await page.goto(`${stack.consoleUrl}/console/payments?status=in_review`);
  await page.getByText('No payment fits.').waitFor();
  await page.getByLabel('Save as').fill('To look at');
  await page.getByRole('button', { name: 'Save filter' }).click();
  await page.getByRole('link', { name: 'To look at' }).waitFor();

  await page.goto(`${stack.consoleUrl}/console/nowhere`);
  await page.getByText('There is no such page.').waitFor();
  expect(complaints).toEqual([]);
  await page.goto(`${stack.consoleUrl}/console/payments/pay_nothing`);
  await page.getByRole('alert').getByText('There is nothing here').waitFor();

  await stack.sql.rows(`UPDATE staff_sessions SET expires_at = now() - interval '1 second'`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});

it('goes by the keyboard alone', async () => {
  const { page } = await openPage(browser);
  await signIn(page, stack.consoleUrl);
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

it.each([390, 768, 820])('keeps the search inside the header at %i pixels', async (width) => {
  const { page } = await openPage(browser, { width, colorScheme: 'light' });
  await signIn(page, stack.consoleUrl);
  const header = await page.getByRole('banner').boundingBox();
  const search = await page.getByRole('button', { name: 'Search', exact: true }).boundingBox();
  if (!header || !search) throw new Error('there is no header');
  expect(search.y + search.height).toBeLessThan(header.y + header.height);
});

it('is served so that nothing foreign can run in it', async () => {
  const answers = [await fetch(`${stack.consoleUrl}/console`), await fetch(`${stack.consoleUrl}/console/payments/x`)];
  const policies = answers.map(({ headers }) => headers.get('content-security-policy') ?? '');
  expect(policies[0]).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{24}';/);
  expect(policies.join()).not.toContain('unsafe');
  expect(policies[0]).not.toBe(policies[1]);
  const html = await answers[0]?.text();
  expect(html).not.toContain('__NONCE__');
  expect(html).not.toMatch(/<script(?![^>]*src=)/);
  expect((await fetch(`${stack.consoleUrl}/console/assets/..%2findex.html`)).status).toBe(404);
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it.each(widths)('is readable and fits at %i pixels', async (width) => {
    const { page, complaints } = await openPage(browser, { width, colorScheme });
    await signIn(page, stack.consoleUrl);
    const places: [name: string, path: string, ready: string][] = [
      ['overview', '', 'Payments per day'],
      ['payments', '/payments', 'order-1042'],
      ['payment', `/payments/${paymentId}`, 'Timeline'],
      ['consent', `/consents/${consentId}`, 'Who read the accounts'],
      ['complaints', '/complaints', 'What is due first'],
      ['complaint', `/complaints/${complaintId}`, 'Steps'],
      ['data-request', `/data/${dataRequestId}`, 'What is known'],
      ['retention', '/data/retention', 'Run R-2026/1'],
      ['fraud-reports', '/fraud-reports', 'Newest first'],
      ['fraud-report', `/fraud-reports/${fraudReportId}`, 'Drawn from'],
      ['look-ups', '/look-ups', 'Newest first'],
    ];
    const found: string[] = [];
    for (const [name, path, ready] of places) {
      await page.goto(`${stack.consoleUrl}/console${path}`);
      await page.getByText(ready).first().waitFor();
      await until(
        'everything to be loaded',
        async () => (await page.locator('[aria-busy="true"]').count()) === 0 || undefined,
      );
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      if (overflow > 0) found.push(`${name}: ${overflow} pixels too wide`);
      found.push(...(await barriers(page)).map((violation) => `${name}: ${violation}`));
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

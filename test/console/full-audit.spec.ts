import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromPublicId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from '../browser/support/barriers.js';
import { launchChromium } from '../browser/support/chromium.js';
import { unpack } from '../evidence/unpack.js';
import type { BankUser } from '../support/bank-control.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { executedPayment } from '../support/payment-journey.js';
import { until } from '../support/until.js';
import { openPage, signIn } from './support/staff-page.js';

/** What an auditor does in an afternoon, from the sign-in to their own traces. Pictures of it stay in `test/results`. */
const pictures = 'test/results/full-audit';
const widths = [1440, 820, 390];
const colours = ['light', 'dark'] as const;

let stack: ConsoleStack;
let browser: Browser;
let payer: BankUser;
let paymentId: string;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true });
  browser = await launchChromium();
  payer = await stack.bank.createUser('Willemijn Visser');
  paymentId = await executedPayment(stack, payer, await stack.bank.createUser('Koffie & Zo'));
  mkdirSync(pictures, { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await stack.stop();
});

/** The page as it stands, in every width and colour: a picture of each, and what is wrong with it. */
async function look(page: Page, name: string): Promise<string[]> {
  await until(
    'everything to be loaded',
    async () => (await page.locator('[aria-busy="true"]').count()) === 0 || undefined,
  );
  const found: string[] = [];
  for (const colorScheme of colours) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      const variant = `${name}-${width}-${colorScheme}`;
      await page.setViewportSize({ width, height: 900 });
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
      if (overflow > 0) found.push(`${variant}: ${overflow} pixels too wide`);
      found.push(...(await barriers(page)).map((violation) => `${variant}: ${violation}`));
      await page.screenshot({ path: join(pictures, `${variant}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

async function tabTo(page: Page, isThere: string): Promise<void> {
  for (let tabs = 0; tabs < 40; tabs += 1) {
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(isThere)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not lead to ${isThere}`);
}

it('an auditor finds a payment by IBAN, unmasks it, reads its life, takes the proof along, and is on record', async () => {
  const { page, complaints } = await openPage(browser);
  await signIn(page, stack.consoleUrl);
  for (const chart of ['Payments per day', 'Success', 'Until the payer says yes', 'Consents given and revoked'])
    await page.getByRole('heading', { name: chart }).waitFor();
  const found = await look(page, 'overview');

  // By the keyboard alone, from the search box to the dossier.
  await page.keyboard.press('/');
  await page.keyboard.type(payer.iban);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('Understood as an IBAN').waitFor();
  expect(page.url()).toBe(`${stack.consoleUrl}/console/search`);
  found.push(...(await look(page, 'search')));
  await tabTo(page, `a[href$="${paymentId}"]`);
  await page.keyboard.press('Enter');

  await page.getByText('Who and what (masked)').waitFor();
  expect(await page.locator('main').innerText()).not.toContain(payer.iban);
  await page.getByRole('button', { name: 'Unmask with a reason' }).click();
  await page.getByLabel('Reason').selectOption('complaint');
  await page.getByLabel('Number of the case').fill('K=2026');
  await page.getByRole('button', { name: 'Unmask', exact: true }).click();
  await page.getByRole('alert').getByText('case reference must be the number of a case').waitFor();
  await page.getByLabel('Number of the case').fill('K-2026/118');
  await page.getByRole('button', { name: 'Unmask', exact: true }).click();
  await page.getByText('Who and what (unmasked)').waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain(payer.iban);
  expect(text).toContain('Order 1042');
  expect(text).toContain('The bank says yes since');
  await page.locator('summary').filter({ hasText: 'en, shown' }).click();
  await page.getByText('Continue to bunq').waitFor();

  const timeline = page.locator('.timeline li');
  const entries = await timeline.allInnerTexts();
  expect(entries[0]).toContain('received');
  const life = [/bank called/, /went to bank/, /came back/, /executed[^]*ACSC/, /attempt 1[^]*sent sha256/];
  expect(life.filter((told) => !entries.some((entry) => told.test(entry)))).toEqual([]);
  await page.getByRole('group', { name: 'Sources of the timeline' }).getByText('Status').click();
  expect(await timeline.count()).toBeLessThan(entries.length);

  await page.getByRole('button', { name: 'Evidence pack' }).click();
  await page.getByLabel('Number of the case').fill('K-2026/119');
  await page.getByRole('button', { name: 'Make it' }).click();
  const link = page.getByRole('link', { name: 'Download the evidence pack' });
  await link.waitFor({ timeout: 60_000 });
  found.push(...(await look(page, 'payment')));
  const waiting = page.waitForEvent('download');
  await link.click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe(`evidence-${paymentId}.zip`);
  const folder = unpack(unzipSync(readFileSync(await download.path())));
  // As somebody does it who has the file and Node, and nothing of ours.
  const verifier = spawnSync(process.execPath, ['verify.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(verifier.stderr).toBe('');
  expect(verifier.status).toBe(0);
  rmSync(folder, { recursive: true });

  await stack.sql.rows(`UPDATE payments SET version = version + 1 WHERE id = $1`, [
    fromPublicId('payment', paymentId) ?? '',
  ]);
  await page.reload();
  await page.getByRole('button', { name: 'Evidence pack' }).click();
  await page.getByLabel('Number of the case').fill('K-2026/120');
  await page.getByRole('button', { name: 'Make it' }).click();
  const refusal = page.getByRole('alert').filter({ hasText: 'There is no pack' });
  await refusal.waitFor({ timeout: 60_000 });
  expect(await refusal.innerText()).toContain(`of ${paymentId} has no record in the audit trail`);
  found.push(...(await look(page, 'refused-pack')));

  await page.getByRole('link', { name: 'Look-ups' }).click();
  await page.getByRole('heading', { name: 'Your look-ups' }).waitFor();
  const traces = [
    ['searched', ''],
    ['revealed', 'complaint, K-2026/118'],
    ['exported', 'complaint, K-2026/119'],
    ['fetched', ''],
  ];
  for (const [action, reason] of traces) {
    const row = page.getByRole('row').filter({ hasText: action }).filter({ hasText: reason }).first();
    expect(await row.innerText()).toContain('Coen Compliance');
  }
  found.push(...(await look(page, 'look-ups')));
  expect(found).toEqual([]);

  await page.getByRole('button', { name: 'Sign out' }).click();
  // The provider asks once more.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  expect(page.url()).toContain('/console/signed-out');
  expect(complaints).toEqual([]);
}, 240_000);

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { until } from '../support/until.js';

/** Set to keep the pictures: a person looks at them. */
const pictures = process.env['SCREENSHOTS_TO'];

let stack: ConsoleStack;
let browser: Browser;
let page: Page;
/** What the browser complained about: a blocked style or script, an error nobody caught. */
const complaints: string[] = [];

beforeAll(async () => {
  stack = await startConsoleStack();
  browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  await page.goto(`${stack.consoleUrl}/console`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Coen Compliance' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  await stack.stop();
});

/** The page as it stands, at a desk in light and on a phone in dark colours: what is too wide, and what axe finds on the phone. */
async function wrongWith(name: string): Promise<string[]> {
  await until(
    'everything to be loaded',
    async () => (await page.locator('[aria-busy="true"]').count()) === 0 || undefined,
  );
  const found: string[] = [];
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [360, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    if (overflow > 0) found.push(`${name}: ${overflow} pixels too wide at ${width}`);
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  found.push(...violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`));
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  return [...found, ...complaints];
}

it('opens an incident, classifies it, keeps its first report, and shows the clocks', async () => {
  await page.getByRole('link', { name: 'Incidents' }).click();
  await page.getByText('No incident is in this list.').waitFor();
  await page.getByRole('button', { name: 'Open an incident' }).click();
  await page.getByLabel('Number of the case').fill('I-2026/7');
  await page.getByLabel('What was noticed').fill('No payment reaches the bank.');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'Incident I-2026/7' }).waitFor();

  await page.getByRole('button', { name: 'Classify' }).click();
  await page.getByLabel('Critical services are affected').check();
  await page.getByLabel('In the media').check();
  await page.getByLabel('Longer than 24 hours').check();
  await page.getByRole('textbox', { name: 'Why' }).fill('Three hours without payments.');
  expect(await wrongWith('classify-incident')).toEqual([]);
  await page.getByRole('button', { name: 'Classify', exact: true }).last().click();
  await page.getByText('classified: major').waitFor();
  await page.getByRole('row').filter({ hasText: 'initial' }).getByText('in time').waitFor();

  await page.getByRole('button', { name: 'Report sent' }).click();
  await page.getByLabel('Reference').fill('DNB-77');
  await page.getByRole('textbox', { name: 'How it went out' }).fill('By the portal.');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('initial report sent: DNB-77').waitFor();
  await page.getByText('Figures then: 0 payments ordered').waitFor();
  await page.getByText('Minutes without any answer').waitFor();
  expect(await wrongWith('incident')).toEqual([]);
  await page.goto(`${stack.consoleUrl}/console/incidents`);
  await page.getByText('intermediate').waitFor();
  expect(await wrongWith('incidents')).toEqual([]);
});

it('lists certificates by their end, and takes one by hand', async () => {
  await page.getByRole('link', { name: 'Certificates' }).click();
  await page.getByText('No certificate is known yet').waitFor();
  await page.getByRole('button', { name: 'Enter a certificate' }).click();
  const pem = readFileSync(stack.environment.variables['TPP_CERTIFICATE_PATH'] ?? '', 'utf8');
  await page.getByRole('textbox', { name: 'Certificate' }).fill(pem);
  await page.getByLabel('Used for').fill('api.example');
  await page.getByRole('button', { name: 'Enter', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'api.example' }).getByText('days').waitFor();
  await page.getByRole('row').filter({ hasText: 'AUDIT_SEALING_KEY' }).getByText('Ed25519').waitFor();
  expect(await wrongWith('certificates')).toEqual([]);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('Certificates ending in 60 days').waitFor();
});

it('says why a certificate was not retired', async () => {
  await page.goto(`${stack.consoleUrl}/console/certificates`);
  const retire = page.getByRole('button', { name: /^Retire / });
  await retire.waitFor();
  const another = await page.context().newPage();
  await another.goto(`${stack.consoleUrl}/console/certificates`);
  await another.getByRole('button', { name: /^Retire / }).click();
  await another.getByText('retired', { exact: true }).waitFor();
  await another.close();
  await retire.click();
  await page.getByRole('alert').getByText('There is no such resource').waitFor();
  expect(await wrongWith('not-retired')).toEqual([]);
});

it('enters a review of a partner into its file', async () => {
  await page.getByRole('link', { name: 'Partners', exact: true }).click();
  await page.getByRole('link', { name: 'Koffie & Zo' }).click();
  await page.getByText('Nobody has reviewed this partner yet.').waitFor();
  await page.getByRole('button', { name: 'Enter a review' }).click();
  await page.getByLabel('Standing').selectOption('agent');
  await page.getByLabel('Register number').fill('R123456');
  await page.getByLabel('Authority').fill('De Nederlandsche Bank');
  await page.getByLabel('Approved pages').fill('https://koffie.example/pay');
  await page.getByLabel('Next review').fill(new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole('textbox', { name: 'What was looked at' }).fill('The extract of the register.');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('The extract of the register.').waitFor();
  expect(await wrongWith('partner-file')).toEqual([]);
});

it('fits and can be read where partners, decisions and searches are', async () => {
  const found: string[] = [];
  const look = async (name: string, heading: string) => {
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    found.push(...(await wrongWith(name)));
  };
  await page.goto(`${stack.consoleUrl}/console/partners`);
  await look('partners', 'Partners');
  await page.getByRole('link', { name: 'Koffie & Zo' }).click();
  await look('partner', 'Koffie & Zo');
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Address').fill('https://shop.example/other');
  await page.getByLabel('Reason').fill('the shop has another domain');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await look('approval', 'Redirect URI');
  await page.getByRole('link', { name: 'Approvals' }).click();
  await look('approvals', 'Approvals');
  await page.getByRole('link', { name: 'Reviews' }).click();
  await look('reviews', 'Reviews');
  await page.goto(`${stack.consoleUrl}/console/data/holds`);
  await look('legal-holds', 'Data & retention');
  await page.getByRole('textbox', { name: 'Search' }).fill('Koffie');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await look('search', 'Search');
  expect(found).toEqual([]);
});

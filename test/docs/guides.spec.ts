import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { agreeOnPage } from '../support/consent-journey.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const folder = 'docs/guides';
const guides = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
/** `console.log(…); // what it prints` */
const printed = /console\.log\(.*\); \/\/ (.+)$/gm;

describe('guides', () => {
  let stack: Stack;
  let payer: BankUser;
  let shop: BankUser;
  beforeAll(async () => {
    stack = await startStack({ withBusinessAccount: true });
    payer = await stack.bank.createUser('P. de Lezer', '500.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  });
  afterAll(() => stack.stop());

  it.each(guides)('$file: its code runs as it stands, and prints what it says', async ({ file, text }) => {
    const code = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
    const expected = [...code.matchAll(printed)].map(([, line]) => line);
    expect(await run(file.replace('.md', '.mjs'), code)).toEqual(expected);
  });

  it('hold no code that is not run', () => {
    const fences = guides.flatMap(({ file, text }) =>
      [...text.matchAll(/^```(.+)$/gm)].map(([, kind]) => `${file}: ${kind}`),
    );
    expect(fences.filter((fence) => !fence.endsWith(': js'))).toEqual([]);
    expect(fences.length).toBeGreaterThan(15);
  });

  it('are all served', async () => {
    const html = await (await fetch(`${stack.apiUrl}/docs`)).text();
    for (const { file } of guides) expect(html).toContain(`"/docs/guides/${file.replace('.md', '')}"`);
  });

  it('lead to pages that are there', async () => {
    const links = guides.flatMap(({ text }) => [...text.matchAll(/\]\((\/[^)]*)\)/g)].map(([, path = '']) => path));
    expect(links.length).toBeGreaterThan(1);
    for (const path of new Set(links))
      expect({ path, status: (await fetch(stack.apiUrl + path)).status }).toEqual({ path, status: 200 });
  });

  /** @returns what it printed, without the addresses that a person is to open: those are opened here */
  async function run(name: string, code: string): Promise<string[]> {
    mkdirSync('test/results/guides', { recursive: true });
    const path = join('test/results/guides', name);
    writeFileSync(path, code);
    const child = spawn(process.execPath, [path], {
      env: {
        PATH: process.env['PATH'],
        SLUIS_URL: stack.apiUrl,
        SLUIS_KEY: stack.partner.key,
        SHOP_NAME: shop.name,
        SHOP_IBAN: shop.iban,
        SHOP_RETURN_URL: stack.partner.redirectUri,
        SHOP_BANK_KEY: shop.apiKey,
        GUEST_EMAIL: 'p.delezer@emulator.test',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
    const lines: string[] = [];
    const visits: Promise<unknown>[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Agree ')) visits.push(new PayerBrowser().submit(line.slice('Agree '.length)));
      else if (line.startsWith('Open '))
        visits.push(
          visit(line.slice('Open '.length)).catch((error: unknown) => child.kill() && lines.push(String(error))),
        );
      else lines.push(line);
    });
    const overdue = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await once(child, 'close');
    clearTimeout(overdue);
    await Promise.all(visits);
    return complaints === '' ? lines : [...lines, complaints];
  }

  async function visit(url: string): Promise<void> {
    const browser = new PayerBrowser();
    if (url.includes('/consent/')) {
      await browser.open(await stack.bank.authorise(payer, await agreeOnPage(browser, url)));
      return;
    }
    await browser.submit(url);
    const uuid = await until(
      'the way to the bank',
      async () => (await browser.open(`${url}/bank`)).location?.match(/transactionId=(.+)$/)?.[1],
    );
    await stack.bank.decideIssuerTransaction(payer, uuid, 'accept');
  }
});

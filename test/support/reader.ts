import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { BankControl, BankUser, Customer } from './bank-control.js';
import { agreeOnPage } from './consent-journey.js';
import { PayerBrowser } from './payer-browser.js';
import type { Stack } from './stack.js';
import { until } from './until.js';

interface People {
  payer: BankUser;
  shop: BankUser;
}

/** @returns `…` of every `console.log(…); // …` */
export function whatItSaysItPrints(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, line = '']) => line);
}

/**
 * Runs a program that a guide gives, as a reader would: with a key, a shop and a payer.
 *
 * @returns what it printed, without the addresses that a person is to open: those are opened here
 */
export async function printedBy(
  [command = '', ...parameters]: string[],
  stack: Stack,
  { payer, shop }: People,
  cwd = process.cwd(),
): Promise<string[]> {
  const child = spawn(command, parameters, {
    cwd,
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
        visitAsPayer(stack.bank, payer, line.slice('Open '.length)).catch(
          (error: unknown) => child.kill() && lines.push(String(error)),
        ),
      );
    else lines.push(line);
  });
  const overdue = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await once(child, 'close');
  clearTimeout(overdue);
  await Promise.all(visits);
  return complaints === '' ? lines : [...lines, complaints];
}

/** Opens the page of a payment or consent, and says yes there and at the bank. */
export async function visitAsPayer(bank: BankControl, payer: Customer, url: string): Promise<void> {
  const browser = new PayerBrowser();
  if (url.includes('/consent/')) {
    await browser.open(await bank.authorise(payer, await agreeOnPage(browser, url)));
    return;
  }
  await browser.submit(url);
  const uuid = await until(
    'the way to the bank',
    async () => (await browser.open(`${url}/bank`)).location?.match(/transactionId=(.+)$/)?.[1],
  );
  await bank.decideIssuerTransaction(payer, uuid, 'accept');
}

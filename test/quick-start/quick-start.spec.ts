import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { whatItSaysItPrints } from '../support/reader.js';
import { startStack, type Stack } from '../support/stack.js';
import { follow } from './follow.js';
import { startsPlatform, stepsOf } from './steps.js';

const guide = readFileSync('docs/guides/quick-start.md', 'utf8');
const [start, ...steps] = stepsOf(guide);

/** Beside a platform of the test's own; `npm run quick-start` does it from nothing. */
describe('the quick start', () => {
  let stack: Stack;
  let payer: BankUser;
  let shop: BankUser;
  let folder: string;
  beforeAll(async () => {
    stack = await startStack();
    payer = await stack.bank.createUser('A. Visser', '500.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
    folder = mkdtempSync(join(tmpdir(), 'sluis-quick-start-'));
    // A checkout with the note of a running platform, which the one that is being tested may have too.
    const checkout = join(folder, 'sluis');
    mkdirSync(join(checkout, '.sluis'), { recursive: true });
    for (const name of readdirSync('.').filter((one) => !['.sluis', 'dist', '.git'].includes(one)))
      symlinkSync(resolve(name), join(checkout, name));
    const note = {
      api_url: stack.apiUrl,
      api_key: stack.partner.key,
      redirect_uri: stack.partner.redirectUri,
      shop: { name: shop.name, iban: shop.iban },
    };
    writeFileSync(join(checkout, '.sluis/local.json'), JSON.stringify(note));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stack.stop();
  });

  it('leads to a verified webhook of a payment that was made, when it is followed to the letter', async () => {
    expect(startsPlatform(start)).toBe(true);
    const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
    const shown = await follow(steps, folder, { PATH: path, HOME: folder }, payer, stack.bank);
    const promised = whatItSaysItPrints(guide);
    expect(promised).toContain('payment.executed order-1042');
    expect(shown.filter((line) => promised.includes(line))).toEqual(promised);
    const { body } = await stack.partner.get('/v1/payments');
    expect(
      body.data.map((payment: Record<string, unknown>) => [payment['remittance_information'], payment['status']]),
    ).toEqual([
      ['Order 1042', 'executed'],
      ['Order 1041', 'received'],
    ]);
  });
});

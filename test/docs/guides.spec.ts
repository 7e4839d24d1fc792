import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { printedBy, whatItSaysItPrints } from '../support/reader.js';
import { startStack, type Stack } from '../support/stack.js';

const folder = 'docs/guides';
const guides = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

/** Their commands are followed one by one, by tests of their own. */
const ofCommands = ['cli.md', 'quick-start.md'];
const ofCode = guides.filter(({ file }) => !ofCommands.includes(file));

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

  it.each(ofCode)('$file: its code runs as it stands, and prints what it says', async ({ file, text }) => {
    const code = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
    mkdirSync('test/results/guides', { recursive: true });
    const path = join('test/results/guides', file.replace('.md', '.mjs'));
    writeFileSync(path, code);
    expect(await printedBy([process.execPath, path], stack, { payer, shop })).toEqual(whatItSaysItPrints(code));
  });

  it('hold no code that is not run', () => {
    const fences = ofCode.flatMap(({ file, text }) =>
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
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProduct } from '../../scripts/products/build.mjs';
import type { BankUser } from '../support/bank-control.js';
import { printedBy, whatItSaysItPrints } from '../support/reader.js';
import { startStack, type Stack } from '../support/stack.js';

const readme = readFileSync('libs/sdk/README.md', 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const webhookBlock = blocks.filter((block) => block.includes('verifyWebhook')).join('\n');
const otherBlocks = blocks.filter((block) => !block.includes('verifyWebhook')).join('\n');

describe('the package, in a folder of its own', () => {
  let stack: Stack;
  let payer: BankUser;
  let shop: BankUser;
  let folder: string;
  beforeAll(async () => {
    stack = await startStack();
    payer = await stack.bank.createUser('P. de Lezer', '500.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
    folder = mkdtempSync(join(tmpdir(), 'sluis-sdk-'));
    buildProduct('sdk', folder);
    const home = join(folder, 'node_modules/@sluis/sdk');
    mkdirSync(home, { recursive: true });
    cpSync(join(folder, 'sdk'), home, { recursive: true });
    mkdirSync(join(folder, 'node_modules/@types'));
    symlinkSync(resolve('node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  it('does what its README says, with the types it says', async () => {
    writeFileSync(join(folder, 'readme.ts'), otherBlocks);
    typeCheck('readme.ts');
    const printed = await printedBy([process.execPath, 'readme.ts'], stack, { payer, shop }, folder);
    expect(printed).toEqual(whatItSaysItPrints(otherBlocks));
  });

  it('takes what the official library of Standard Webhooks signs', async () => {
    const body = JSON.stringify({ type: 'payment.executed', data: { reference: 'order-1042' } });
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes 123').toString('base64')}`;
    const now = new Date();
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
    };
    const call = (sent: string) =>
      `console.log((await receive(new Request('https://shop.example', ${JSON.stringify({ method: 'POST', headers, body: sent })}), '${secret}')).status);\n`;
    writeFileSync(join(folder, 'webhook.ts'), webhookBlock + call(body) + call(body.replace('1042', '1043')));
    typeCheck('webhook.ts');
    const printed = await printedBy([process.execPath, 'webhook.ts'], stack, { payer, shop }, folder);
    expect(printed).toEqual([...whatItSaysItPrints(webhookBlock), '204', '400']);
  });

  it('is the example that lies beside the README', () => {
    expect(readme).toContain('```ts\n' + readFileSync('libs/sdk/examples/start.ts', 'utf8') + '```');
  });

  it('knows nothing of Node.js, and needs nothing', () => {
    // Compiled with the types of a worker alone: what only Node.js has would not be known.
    const { compilerOptions } = JSON.parse(readFileSync('libs/sdk/tsconfig.package.json', 'utf8'));
    expect(compilerOptions.types).toEqual([]);
    expect(compilerOptions.lib).toEqual(['es2024', 'webworker', 'webworker.iterable']);
    const { dependencies } = JSON.parse(readFileSync('libs/sdk/package.json', 'utf8'));
    expect(dependencies).toEqual({});
  });

  function typeCheck(file: string): void {
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', '--noEmit'];
    execFileSync(resolve('node_modules/.bin/tsc'), [...strict, file], { cwd: folder, stdio: 'inherit' });
  }
});

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProduct } from '../../scripts/products/build.mjs';
import { startStack, type Stack } from '../support/stack.js';

const run = promisify(execFile);
/** Where `npm run sdk:runtimes` has installed the others; Node.js is always here. */
const modules = process.env['SDK_RUNTIMES'];
const command = (name: string) => (modules === undefined ? undefined : join(modules, '.bin', name));

const runtimes: { name: string; of: (string | undefined)[] }[] = [
  { name: 'Node.js', of: [process.execPath, 'command.mjs'] },
  { name: 'Deno', of: [command('deno'), 'run', '--no-prompt', '--allow-net=127.0.0.1', 'command.mjs'] },
  { name: 'Bun', of: [command('bun'), 'command.mjs'] },
  { name: 'workerd', of: [modules && process.execPath, 'worker-host.mjs'] },
];

describe('the SDK in', () => {
  let stack: Stack;
  let folder: string;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false });
    folder = mkdtempSync(join(tmpdir(), 'sluis-runtimes-'));
    buildProduct('sdk', folder);
    cpSync('test/sdk/runtimes', folder, { recursive: true });
    if (modules !== undefined && existsSync(modules)) symlinkSync(modules, join(folder, 'node_modules'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  for (const { name, of } of runtimes) {
    const [file, ...parameters] = of;
    it.skipIf(file === undefined)(`${name} does what it does elsewhere`, async () => {
      const settings = JSON.stringify(settingsFor(name));
      const { stdout } = await run(file ?? '', [...parameters.map(String), settings], { cwd: folder, timeout: 60_000 });
      expect(stdout.trim().split('\n')).toEqual([
        'created received in 2 attempts',
        'found true',
        'NotFoundError true resource_not_found',
        'webhook payment.executed',
        'WebhookVerificationError',
        'enough',
      ]);
    });
  }

  function settingsFor(name: string) {
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes 123').toString('base64')}`;
    const body = JSON.stringify({ type: 'payment.executed', data: { remittance_information: 'Café №1' } });
    const now = new Date();
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
    };
    const order = {
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL02ABNA0123456789' },
      remittance_information: 'Order 1042',
      reference: name,
      redirect_uri: stack.partner.redirectUri,
    };
    return { apiKey: stack.partner.key, baseUrl: stack.apiUrl, order, webhook: { body, headers, secret } };
  }
});

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LocalStackFile, localStackFileSchema } from '../../apps/cli/src/local-stack-file.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';
import { isAlive, runSluis, type StackEnvironment, stackEnvironment, UpProcess } from './support/sluis-process.js';

let folder: string;
let environment: StackEnvironment;
let up: UpProcess;
let local: LocalStackFile;

const readLocal = async () =>
  localStackFileSchema.parse(JSON.parse(await readFile(join(environment.SLUIS_DATA_DIR, 'local.json'), 'utf8')));

const callApi = (path: string, key = local.api_key) =>
  fetch(`${local.api_url}/v1${path}`, { headers: { authorization: `Bearer ${key}` } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluis-cli-'));
  environment = await stackEnvironment(join(folder, 'data'));
  up = await UpProcess.start(environment);
  local = await readLocal();
});

afterAll(async () => {
  await up?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One stack for all of them, in this order: starting one takes seconds. */
describe('the local stack', () => {
  it('tells scripts how to use it, and nobody but its owner', async () => {
    const file = join(environment.SLUIS_DATA_DIR, 'local.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(local).toMatchObject({
      api_url: `http://localhost:${environment.API_PORT}`,
      console_url: `http://localhost:${environment.CONSOLE_PORT}`,
      redirect_uri: `http://localhost:${environment.TEST_SHOP_PORT}/return`,
      webhook_endpoint_secret: expect.stringMatching(/^whsec_/) as string,
      payer: { name: 'A. Visser' },
    });
    expect((await callApi('/payments')).status).toBe(200);
  });

  it('has the shop’s account connected for the test partner', async () => {
    expect(local.bank_connection.iban).toBe(local.shop.iban);
    const answer = await callApi(`/bank-connections/${local.bank_connection.id}`);
    expect(await answer.json()).toMatchObject({
      status: 'active',
      capabilities: expect.arrayContaining(['payouts']) as string[],
      accounts: [{ id: local.bank_connection.account_id, iban: local.shop.iban, is_default: true }],
    });
  });

  it('has a console, and somebody of each role who can sign in to it', async () => {
    const browser = new StaffBrowser(local.console_url);
    expect((await browser.signIn('local-compliance')).href).toBe(`${local.console_url}/console`);
    expect(await browser.read('/session')).toMatchObject({ roles: ['compliance'] });
    const page = await fetch(`${local.console_url}/console`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await page.text()).toContain('<div id="root">');
  });

  it('has a dashboard, and an invitation to it for the local partner', async () => {
    expect(local.dashboard_url).toBe(`http://localhost:${environment.DASHBOARD_PORT}`);
    expect(up.stdout).toContain(local.dashboard_invitation);
    const [, token] = local.dashboard_invitation.split('#');
    const answer = await fetch(`${local.dashboard_url}/dashboard/api/invitations/look`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: local.dashboard_url },
      body: JSON.stringify({ token }),
    });
    expect(await answer.json()).toMatchObject({ partner: 'Local test partner', role: 'owner' });
    expect(await (await fetch(`${local.dashboard_url}/dashboard`)).text()).toContain('<div id="root">');
  });

  it('offers a payment to try, and says when the test shop was told of it', async () => {
    const link = /Pay as A\. Visser: (\S+)/.exec(up.stdout)?.[1] ?? '';
    expect(await (await fetch(link)).text()).toContain('Koffie &amp; Zo');
    await until(
      'the first webhook',
      async () => /payment\.received\s+pay_\w+\s+webhook verified/.exec(up.stdout) ?? undefined,
    );
  });

  it('has a shop whose button leads to the payer and whose return page asks the API', async () => {
    const press = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(local.test_shop_url + path, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields),
        headers,
      });
    const filled = await press('/basket', { product: 'cup' });
    const [cookie = ''] = filled.headers.getSetCookie().map((set) => set.split(';')[0]);
    const pressed = await press('/orders', { way: 'page' }, { cookie });
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get('location')).toContain(`${local.api_url}/pay/`);
    const { data } = z
      .object({ data: z.array(z.object({ id: z.string() })).min(1) })
      .parse(await (await callApi('/payments')).json());
    const page = await (await fetch(`${local.redirect_uri}?payment_id=${data[0]?.id}`)).text();
    expect(page).toContain('Waiting for your payment');
    expect((await fetch(`${local.redirect_uri}?payment_id=pay_<script>`)).status).toBe(404);
    expect((await press('/basket', { product: 'cup' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await press('/basket', { product: 'cup' }, { origin: 'https://elsewhere.example' })).status).toBe(403);
  });

  it('has a shop that refuses a webhook that nobody signed', async () => {
    const forged = await fetch(`${local.test_shop_url}/webhooks`, {
      method: 'POST',
      headers: { 'webhook-id': 'evt_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' },
      body: '{"type":"payment.executed"}',
    });
    expect(forged.status).toBe(400);
  });

  it('carries the demo from create to verified webhook', async () => {
    const { code, stdout } = await runSluis(environment, 'demo', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ kind: 'end', ok: true, payments: 3, consents: 1, webhooks: 21 });
    expect(code).toBe(0);
    // The demo's own endpoint is gone again; the shop's stays.
    const endpoints = (await (await callApi('/webhook-endpoints')).json()) as { data: { url: string }[] };
    expect(endpoints.data.map(({ url }) => url)).toEqual([`${local.test_shop_url}/webhooks`]);
  });

  it('takes operator commands', async () => {
    const sluis = async (...args: string[]) => {
      const { code, stdout, stderr } = await runSluis(environment, ...args, '--local', '--json');
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as Record<string, string>;
    };
    const { partner_id: partner = '' } = await sluis(
      'partner',
      'create',
      '--name',
      'Thee & Co',
      '--redirect-uri',
      'https://thee.example/return',
    );
    const { key_id: keyId = '', api_key: key = '' } = await sluis(
      'key',
      'create',
      '--partner',
      partner,
      '--scopes',
      'payments:read',
    );
    expect((await callApi('/payments', key)).status).toBe(200);
    expect((await callApi('/consents', key)).status).toBe(403);
    await sluis('key', 'revoke', '--partner', partner, '--key', keyId);
    await expect.poll(async () => (await callApi('/payments', key)).status).toBe(401);
    const limited = await sluis('partner', 'limit', '--partner', partner, '--per-day', '100.00', '--reason', 'a test');
    expect(limited).toMatchObject({
      scope: 'partner',
      per_day: { limit: { value: '100.00' }, used: { value: '0.00' } },
    });
    expect(await sluis('partner', 'limit', '--partner', partner)).toEqual(limited);
    await sluis('tpp', 'register');
  });

  it.each([
    [['key', 'create', '--partner', 'par_nobody', '--local'], /^There is no partner par_nobody\..*\n$/],
    [
      ['partner', 'create', '--name', 'X', '--redirect-uri', 'http://x.example/', '--local'],
      /^A redirect URI is .*\n$/,
    ],
    [['partner', 'limit', '--partner', 'par_nobody', '--per-day', '1', '--local'], /^--per-day takes euros .*\n$/],
    [['partner', 'limit', '--partner', 'par_nobody', '--none', '--local'], /^Say why with --reason.*\n$/],
    [['tpp', 'register'], /DATABASE_URL[\s\S]*TPP_PRIVATE_KEY_PATH/],
    [['migrate'], /^DATABASE_URL is missing.*\n$/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runSluis(environment, ...args);
    expect(stderr).toMatch(sentence);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('refuses a second start on the same folder with a sentence', async () => {
    const { code, stderr } = await runSluis(environment, 'up');
    expect(stderr.trim()).toMatch(/^[^\n]*SLUIS_DATA_DIR[^\n]*$/);
    expect(code).toBe(1);
  });

  it('refuses a busy port with a sentence', async () => {
    const other = await stackEnvironment(join(folder, 'other'));
    const { code, stderr } = await runSluis({ ...other, TEST_SHOP_PORT: environment.TEST_SHOP_PORT }, 'up');
    expect(stderr.trim()).toMatch(
      new RegExp(`^Port ${environment.TEST_SHOP_PORT} is in use[^\\n]*set TEST_SHOP_PORT\\.$`),
    );
    expect(code).toBe(1);
  });

  it('starts again after it was killed, and knows its partner, payer and webhook endpoint', async () => {
    await up.stop('SIGKILL');
    up = await UpProcess.start(environment);
    const before = local;
    local = await readLocal();
    expect(local.payer).toEqual(before.payer);
    expect(local).toMatchObject({ api_key: before.api_key, test_shop_password: before.test_shop_password });
    const endpoints = (await (await callApi('/webhook-endpoints')).json()) as { data: unknown[] };
    expect(endpoints.data).toHaveLength(1);
    await until('a webhook after the restart', async () => /webhook verified/.exec(up.stdout) ?? undefined);
  });

  it('ends all of its processes within ten seconds of SIGTERM to its group', async () => {
    const family = await up.descendants();
    expect(family.length).toBeGreaterThanOrEqual(5);
    const startedAt = performance.now();
    expect(await up.stop('SIGTERM')).toBe(0);
    await until('the last process to end', async () => (family.some(isAlive) ? undefined : true), { withinMs: 2_000 });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(up.stdout).toContain('Nothing is left running');
    expect(existsSync(join(environment.SLUIS_DATA_DIR, 'local.json'))).toBe(false);
  });

  it('tells the demo in a sentence that nothing runs', async () => {
    const { code, stderr } = await runSluis(environment, 'demo');
    expect(stderr).toMatch(/^No local stack is running\. Start it with npm start[^\n]*\n$/);
    expect(code).toBe(1);
  });
});

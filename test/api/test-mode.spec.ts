import { ConfigError, loadConfig } from '@sluis/config';
import { ApiKeys } from '@sluis/partners';
import { fromPublicId, Transactions } from '@sluis/persistence';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../apps/api/src/create-api.js';
import type { BankUser } from '../support/bank-control.js';
import { PartnerClient } from '../support/partner-client.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { expectProblem } from '../support/problem.js';
import { startProcessStack } from '../support/process-stack.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

interface World {
  stack: Stack;
  sql: Sql;
  partner: PartnerClient & { partnerId: string };
  payer: BankUser;
  shop: BankUser;
  receiver: WebhookReceiver;
}

const publicIdOf = (key: string) => key.split('_')[2] ?? '';
const uuidOf = (id: string) => fromPublicId('payment', id) ?? '';

/** A platform, and in it what the other platform has too, down to names, accounts and the public part of the key. */
async function openWorld(stack: Stack, apiUrl = stack.apiUrl): Promise<World> {
  const sql = await Sql.open(stack.environment.database.url);
  const payer = await stack.bank.createUser('P. de Tester', '500.00');
  const shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  const receiver = await WebhookReceiver.start();
  const { partnerId, key, redirectUri } = await stack.createPartner('Twice there');
  const partner = Object.assign(new PartnerClient(apiUrl, key, redirectUri), { partnerId });
  return { stack, sql, partner, payer, shop, receiver };
}

async function closeWorld({ stack, sql, receiver }: World): Promise<void> {
  await sql.close();
  await stack.stop();
  await receiver.stop();
}

describe('two worlds side by side', () => {
  let test: World;
  let live: World;
  /** What holds a test key and knows the live address alone. */
  let atLiveAddress: (method: 'get' | 'post', path: string, key?: string) => request.Test;

  beforeAll(async () => {
    // In processes of their own, as worlds are: passport knows one way of signing in per process.
    const processes = await startProcessStack();
    const { url } = await processes.startApiProcess();
    await processes.startWorkerProcess();
    test = await openWorld(processes, url);
    const { REDIS_URL = '', QUEUE_PREFIX = '' } = processes.environment.variables;
    live = await openWorld(
      await startStack({ overrides: { PLATFORM_MODE: 'live', TEST_MODE_URL: url, REDIS_URL, QUEUE_PREFIX } }),
    );
    await live.sql.rows('UPDATE api_keys SET public_id = $1 WHERE public_id = $2', [
      publicIdOf(test.partner.key),
      publicIdOf(live.partner.key),
    ]);
    const key = live.partner.key.replace(publicIdOf(live.partner.key), publicIdOf(test.partner.key));
    live.partner = Object.assign(Object.create(live.partner), { key });
    atLiveAddress = (method, path, bearer = test.partner.key) =>
      request(live.stack.apiUrl)[method](path).set('Authorization', `Bearer ${bearer}`);
  });
  afterAll(async () => {
    await closeWorld(live);
    await closeWorld(test);
  });

  it('begin alike', () => {
    expect(live.partner.key).toMatch(/^sk_live_/);
    expect(test.partner.key).toMatch(/^sk_test_/);
    expect(publicIdOf(live.partner.key)).toBe(publicIdOf(test.partner.key));
    expect([live.payer.iban, live.shop.iban]).toEqual([test.payer.iban, test.shop.iban]);
    expect(live.stack.environment.variables['REDIS_URL']).toBe(test.stack.environment.variables['REDIS_URL']);
  });

  it('never meet: payments, bank, events, webhooks', async () => {
    const made: { world: World; id: string }[] = [];
    for (const world of [test, live]) {
      const { partner, receiver, stack, payer, shop } = world;
      await partner.post('/v1/webhook-endpoints', { url: receiver.url }).expect(201);
      made.push({ world, id: await executedPayment(stack, payer, shop, partner) });
    }
    for (const { world, id } of made) {
      const other = world === test ? live : test;
      const seen = () => world.receiver.received.map(({ body }) => body).join('\n');
      await until('the webhook', () => Promise.resolve(seen().includes('payment.executed') || undefined));
      const foreign = made.find(({ world: of }) => of === other)?.id ?? '';
      expect(seen()).toContain(id);
      expect(seen()).not.toContain(foreign);
      const { body: list } = await world.partner.get('/v1/payments').expect(200);
      expect(list.data.map((payment: { id: string }) => payment.id)).toEqual([id]);
      await world.partner.get(`/v1/payments/${foreign}`).expect(404);
      const { body: events } = await world.partner.get('/v1/events?limit=100').expect(200);
      expect(JSON.stringify(events)).not.toContain(foreign);
      expect(await world.sql.value('SELECT count(*)::int FROM payments')).toBe(1);
      expect(await world.sql.value('SELECT count(*)::int FROM payments WHERE id = $1', [uuidOf(foreign)])).toBe(0);
      const booked = (await world.stack.bank.state()).payments.filter(({ iban }) => iban === world.shop.iban);
      expect(booked.filter(({ amount }) => amount === '12.50')).toHaveLength(1);
    }
  });

  it('have one base address: what bears a test key reaches the test world alone, body, headers and all', async () => {
    const before = await live.sql.value<number>('SELECT count(*)::int FROM payments');
    const body = paymentBody(test.partner, test.shop, test.payer);
    const created = await atLiveAddress('post', '/v1/payments')
      .set('Idempotency-Key', 'through-the-gate')
      .set('Cookie', 'sluis-browser=of-the-live-world')
      .send(body)
      .expect(201);
    expect(created.body.authorisation_url).toContain(test.stack.apiUrl);
    expect(created.headers['request-id']).toMatch(/^req_/);
    expect(created.headers['ratelimit-policy']).toContain('"partner"');
    const again = await test.partner.post('/v1/payments', body, 'through-the-gate').expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe(created.text);
    await atLiveAddress('get', `/v1/payments/${created.body.id}`).expect(200);
    const list = await atLiveAddress('get', '/v1/payments?limit=1').set('Accept-Encoding', 'identity').expect(200);
    const same = await atLiveAddress('get', '/v1/payments?limit=1').set('If-None-Match', String(list.headers['etag']));
    expect(same.status).toBe(304);
    expect(await live.sql.value('SELECT count(*)::int FROM payments')).toBe(before);
  });

  it('answer errors of the test world as it says them', async () => {
    expectProblem(await atLiveAddress('get', '/v1/payments/pay_x'), { status: 404, code: 'resource_not_found' });
    expectProblem(await atLiveAddress('get', '/v1/nothing'), { status: 404, code: 'route_not_found' });
    const wrong = `${test.partner.key.slice(0, -4)}AAAA`;
    expectProblem(await atLiveAddress('get', '/v1/payments', wrong), { status: 401, code: 'credential_invalid' });
  });

  it('refuse what is too large before it goes on, told or in pieces', async () => {
    const large = Buffer.alloc(7 * 1024 * 1024, 'x');
    const send = (body: Buffer | ReadableStream) =>
      fetch(`${live.stack.apiUrl}/v1/payments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${test.partner.key}`, 'content-type': 'application/json' },
        body,
        duplex: 'half',
      });
    expect((await send(large)).status).toBe(413);
    expect((await send(large.subarray(0, 600 * 1024))).status).toBe(413);
    const pieces = new ReadableStream({
      pull(controller) {
        controller.enqueue(large.subarray(0, 1024 * 1024));
        left -= 1;
        if (left === 0) controller.close();
      },
    });
    let left = 9;
    // Whoever goes on sending after the answer may find the connection closed instead of the answer.
    const status = await send(pieces).then(
      (answer) => answer.status,
      () => 413,
    );
    expect(status).toBe(413);
  });

  it('hand on operations of partners alone: no page, no callback, no document', async () => {
    for (const path of ['/healthz', '/openapi.json', '/permissions', '/callbacks/bunq/x', '/v1']) {
      const { headers } = await atLiveAddress('get', path);
      const { headers: own } = await atLiveAddress('get', path, live.partner.key);
      expect({ path, policy: headers['ratelimit-policy'] }).toEqual({ path, policy: own['ratelimit-policy'] });
    }
  });

  it('refuse a key of the other mode by name, whatever its secret', async () => {
    const { body } = await request(test.partner.apiUrl)
      .get('/v1/payments')
      .set('Authorization', `Bearer ${live.partner.key}`)
      .expect(401);
    expect(body).toMatchObject({ code: 'credential_of_other_mode' });
    expect(body.detail).toBe('This is a live key, and this platform is in test mode.');
    await expect(live.stack.api.get(ApiKeys).authenticate(test.partner.key)).rejects.toThrow(
      'credential_of_other_mode',
    );
    const relabelled = test.partner.key.replace('sk_test_', 'sk_live_');
    const refused = await request(live.stack.apiUrl).get('/v1/payments').set('Authorization', `Bearer ${relabelled}`);
    expectProblem(refused, { status: 401, code: 'credential_invalid' });
  });

  it('make keys of their own mode only', async () => {
    const make = () =>
      live.stack.api.get(Transactions).run((tx) =>
        live.stack.api.get(ApiKeys).create(tx, live.partner.partnerId, {
          mode: 'test',
          name: 'wrong',
          scopes: ['*'],
          actor: { type: 'operator', id: 'test' },
        }),
      );
    await expect(make()).rejects.toThrow('makes live keys only');
  });

  it('say on every page which of them it is of: a ribbon in test mode, and none in live mode', async () => {
    const english = { headers: { 'accept-language': 'en' } };
    for (const [world, isTest] of [
      [test, true],
      [live, false],
    ] as const) {
      const { partner, stack, shop, payer } = world;
      const { authorisation_url: url } = await partner.createPayment(paymentBody(partner, shop, payer));
      for (const page of [url, `${stack.apiUrl}/pay/unknown`, `${stack.apiUrl}/permissions`]) {
        const { html } = await new PayerBrowser().open(page, english);
        expect({ page, ribbon: html.includes('class="test-mode"') }).toEqual({ page, ribbon: isTest });
        expect(html.includes('Test mode')).toBe(isTest);
      }
    }
    const { html } = await new PayerBrowser().open(`${test.stack.apiUrl}/pay/unknown`, {
      headers: { 'accept-language': 'nl' },
    });
    expect(html).toContain('Testmodus: hier gaat geen echt geld om.');
  });

  it('do not start on a database of the other mode, and leave it as it was', async () => {
    for (const [world, mode] of [
      [live, 'test'],
      [test, 'live'],
    ] as const) {
      const { PLATFORM_MODE: recorded, ...variables } = world.stack.environment.variables;
      const config = loadConfig({ ...variables, PLATFORM_MODE: mode, TEST_MODE_URL: '' });
      await expect(createApi(config)).rejects.toThrow(
        new ConfigError(`PLATFORM_MODE: is "${mode}", and the database of DATABASE_URL is of ${recorded} mode`),
      );
      expect(await world.sql.value('SELECT mode FROM database_mode')).toBe(recorded);
    }
  });

  it('do not start in live mode with a login that owns the tables', async () => {
    const { variables, database } = live.stack.environment;
    await expect(createApi(loadConfig({ ...variables, DATABASE_URL: database.url }))).rejects.toThrow(
      /^DATABASE_URL: its login owns tables/,
    );
  });

  it('answer with 503 while the test world is away', async () => {
    const { TEST_MODE_URL: _, ...variables } = live.stack.environment.variables;
    const api = await createApi(loadConfig({ ...variables, TEST_MODE_URL: 'http://127.0.0.1:9' }));
    await api.listen(0, '127.0.0.1');
    const answer = await request(await api.getUrl())
      .get('/v1/payments')
      .set('Authorization', `Bearer ${test.partner.key}`);
    expectProblem(answer, { status: 503, code: 'platform_unavailable' });
    await api.close();
  });
});

import { createHash } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeys, Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { expectProblem } from '../support/problem.js';
import { startStack, type Stack } from '../support/stack.js';
import { SwitchableRedis } from '../support/switchable-redis.js';
import { until } from '../support/until.js';

const path = '/v1/payments';

describe('requests of a partner', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false, overrides: { PARTNER_REQUESTS_PER_MINUTE: '5' } });
  });
  afterAll(() => stack.stop());

  it('are counted over all its keys, told in headers, and refused beyond the limit; others are not', async () => {
    const partner = await stack.createPartner();
    const { key } = await stack.api.get(Transactions).run((tx) =>
      stack.api.get(ApiKeys).create(tx, partner.partnerId, {
        mode: 'test',
        name: 'second',
        scopes: ['*'],
        actor: { type: 'operator', id: 'test' },
      }),
    );
    const withSecondKey = () => request(stack.apiUrl).get(path).set('Authorization', `Bearer ${key}`);
    const first = await partner.get(path).expect(200).expect('RateLimit-Policy', '"partner";q=5;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"partner";r=4;t=([1-9]|[1-5]\d|60)$/);
    for (const left of [3, 2, 1, 0]) {
      const { headers } = await withSecondKey().expect(200);
      expect(headers['ratelimit']).toContain(`r=${left};`);
    }
    for (const call of [partner.get(path), withSecondKey(), partner.post(path, {})]) {
      const refused = await call;
      expectProblem(refused, { status: 429, code: 'rate_limited' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(refused.headers['ratelimit']).toContain('r=0;');
    }
    const other = await stack.createPartner();
    await other.get(path).expect(200);
  });

  it('are as many as the operator says of this partner, and everybody’s figure of the others', async () => {
    const [large, usual] = [await stack.createPartner(), await stack.createPartner()];
    const set = (perMinute: number | null) =>
      stack.api.get(Transactions).run((tx) =>
        stack.api.get(Partners).setRequestLimit(tx, large.partnerId, perMinute, {
          actor: { type: 'operator', id: 'test' },
          reason: 'a test',
        }),
      );
    await set(7);
    const policies: unknown[] = [];
    for (let call = 0; call < 7; call += 1)
      policies.push((await large.get(path).expect(200)).headers['ratelimit-policy']);
    expect(new Set(policies)).toEqual(new Set(['"partner";q=7;w=60']));
    expectProblem(await large.get(path), { status: 429, code: 'rate_limited' });
    await usual.get(path).expect(200).expect('RateLimit-Policy', '"partner";q=5;w=60');
    // What was taken counts under the new figure, too.
    await set(9);
    const after = await until('the new figure', async () => {
      const { headers } = await large.get(path);
      return headers['ratelimit-policy'] === '"partner";q=9;w=60' ? String(headers['ratelimit']) : undefined;
    });
    expect(after).toMatch(/;r=[01];/);
    await set(null);
    await until('everybody’s figure', async () =>
      (await large.get(path)).headers['ratelimit-policy'] === '"partner";q=5;w=60' ? true : undefined,
    );
  });

  it('with a wrong key count for nobody', async () => {
    const { headers } = await request(stack.apiUrl).get(path).set('Authorization', 'Bearer sk_test_x').expect(401);
    expect(headers).not.toHaveProperty('ratelimit');
  });

  it('are exactly as many as allowed, however many come at once', async () => {
    const partner = await stack.createPartner();
    const answers = await Promise.all(Array.from({ length: 20 }, () => partner.get(path)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });
});

it('while Redis is away each process keeps to the limit by itself', async () => {
  const redis = await SwitchableRedis.start();
  const stack = await startStack({
    withWorker: false,
    overrides: { PARTNER_REQUESTS_PER_MINUTE: '3', REDIS_URL: redis.url, QUEUE_PREFIX: `{${redis.prefix}}` },
  });
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await stack.partner.get(path)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  // Back again, it counts there anew.
  redis.open();
  await until('Redis to count', async () => ((await stack.partner.get(path)).status === 200 ? true : undefined));
  await stack.stop();
  await redis.stop();
});

describe('reads', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ withWorker: false });
  });
  afterAll(() => stack.stop());

  const order = () => ({
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: 'Koffie & Zo', iban: 'NL02ABNA0123456789' },
    remittance_information: 'Order 1042',
    redirect_uri: stack.partner.redirectUri,
  });

  it('have an entity tag, and no body for who has it already', async () => {
    const { partner } = stack;
    const { id } = await partner.createPayment(order());
    const { headers, text } = await partner.get(`${path}/${id}`).expect(200);
    const tag = String(headers['etag']);
    expect(tag).toBe(`W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`);
    for (const known of [tag, tag.replace('W/', ''), `"x", ${tag}`, '*']) {
      const same = await partner.get(`${path}/${id}`).set('If-None-Match', known).expect(304).expect('ETag', tag);
      expect(same.text).toBe('');
    }
    await partner.get(`${path}/${id}`).set('If-None-Match', '"x"').expect(200);
    await partner.post(`${path}/${id}/cancel`).expect(200);
    const changed = await partner.get(`${path}/${id}`).set('If-None-Match', tag).expect(200);
    expect(changed.headers['etag']).not.toBe(tag);
  });

  it('are compressed where they are long and it is asked for; pages with forms never', async () => {
    const { partner } = stack;
    const { authorisation_url: url } = await partner.createPayment(order());
    await partner.createPayment(order());
    const list = () => partner.get(path);
    await list().set('Accept-Encoding', 'br').expect(200).expect('Content-Encoding', 'br').buffer(false);
    const zipped = await list().set('Accept-Encoding', 'gzip').expect(200).expect('Content-Encoding', 'gzip');
    expect(zipped.headers['vary']).toMatch(/accept-encoding/i);
    const plain = await list().set('Accept-Encoding', 'identity').expect(200);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(zipped.text).toBe(plain.text);
    expect(zipped.headers['etag']).toBe(plain.headers['etag']);
    const page = await request(stack.apiUrl).get(new URL(url).pathname).set('Accept-Encoding', 'gzip').expect(200);
    expect(page.headers).not.toHaveProperty('content-encoding');
  });
});

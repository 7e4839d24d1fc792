import { Partners } from '@sluis/partners';
import { toPublicId, Transactions } from '@sluis/persistence';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import { routesOf } from '../support/api-routes.js';
import type { BankUser } from '../support/bank-control.js';
import { operationOf, undocumented } from '../support/openapi-check.js';
import { PartnerClient } from '../support/partner-client.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { partnerRoutes, tables } from './partner-isolation/partner-routes.js';

const path = '/client/payment-status';
const shopPage = 'https://shop.example';
const actor = { type: 'operator', id: 'test' } as const;

let stack: Stack;
let sql: Sql;
let partner: PartnerClient & { partnerId: string };
let payer: BankUser;
let shop: BankUser;
let paymentId: string;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  partner = await stack.createPartner();
  payer = await stack.bank.createUser('P. de Tester', '100.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  await stack.api
    .get(Transactions)
    .run((tx) => stack.api.get(Partners).registerOrigin(tx, partner.partnerId, shopPage, actor));
  paymentId = (await partner.createPayment(paymentBody(partner, shop, payer))).id;
}, 180_000);
afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function newToken(of = paymentId, by: PartnerClient = partner): Promise<string> {
  return (await by.post(`/v1/payments/${of}/client-token`).expect(201)).body.client_token as string;
}

/** As a page would: no cookie, an origin that it cannot choose. */
const read = (token: string, origin: string | undefined = shopPage) => {
  const sent = request(stack.apiUrl)
    .get(path)
    .set('Authorization', `Bearer ${token}`)
    .expect((answer) => expectDocumented(answer));
  return origin === undefined ? sent : sent.set('Origin', origin);
};

function expectDocumented(answer: Response): void {
  const operation = operationOf('GET', path);
  expect(operation && undocumented(operation, answer)).toBeUndefined();
}

const corsHeadersOf = ({ headers }: Response) =>
  Object.keys(headers as object).filter((name) => name.startsWith('access-control-'));

describe('a client token', () => {
  it('reads how its payment stands, and nothing personal, from a page of the partner', async () => {
    const token = await newToken();
    const answer = await read(token).expect(200).expect('Access-Control-Allow-Origin', shopPage);
    expect(answer.body).toEqual({ id: paymentId, status: 'received', is_final: false, is_creditable: false });
    expect(answer.headers['vary']).toMatch(/origin/i);
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const paid = await executedPayment(stack, payer, shop, partner);
    expect((await read(await newToken(paid)).expect(200)).body).toMatchObject({ status: 'executed', is_final: true });
  });

  it('is kept as a hash', async () => {
    const token = await newToken();
    const rows = await sql.rows<{ row: string }>(`SELECT client_tokens::text AS row FROM client_tokens`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ row }) => row).join()).not.toContain(token.slice('ct_test_'.length));
    const audits = await sql.rows(`SELECT 1 FROM audit_records WHERE action = 'client_token.created'`);
    expect(audits.length).toBeGreaterThan(0);
  });

  it.each([
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'null',
    'https://shop.example.evil',
  ])('is refused on a page of %s, which may not read why', async (origin) => {
    const answer = await read(await newToken(), origin);
    expectProblem(answer, { status: 403, code: 'origin_not_registered' });
    expect(corsHeadersOf(answer)).toEqual([]);
  });

  it('is not for the pages of another partner', async () => {
    const other = await stack.createPartner();
    const theirs = (await other.createPayment(paymentBody(other, shop, payer))).id;
    expectProblem(await read(await newToken(theirs, other)), { status: 403, code: 'origin_not_registered' });
    await partner.post(`/v1/payments/${theirs}/client-token`).expect(404);
  });

  it('ends after half an hour, and with the eleventh of its payment', async () => {
    const other = await stack.createPartner();
    const payment = (await other.createPayment(paymentBody(other, shop, payer))).id;
    const short = await newToken(payment, other);
    await read(short, '').expect(403);
    await other.post('/v1/test/clock', { advance: 'PT31M' }).expect(200);
    expectProblem(await read(short), { status: 401, code: 'credential_invalid' });
    const first = await newToken();
    for (let more = 0; more < 10; more += 1) await newToken();
    expectProblem(await read(first), { status: 401, code: 'credential_invalid' });
  });

  it.each(['', 'ct_test_', `ct_test_${'A'.repeat(43)}`, `ct_live_${'A'.repeat(43)}`, 'sk_test_x', "ct_test_'--"])(
    'is not %j',
    async (token) => {
      expectProblem(await read(token), { status: 401, code: 'credential_invalid' });
    },
  );

  it('is asked for', async () => {
    expectProblem(await request(stack.apiUrl).get(path), { status: 401, code: 'credential_missing' });
    expectProblem(await read(partner.key), { status: 401, code: 'credential_invalid' });
  });

  it('is taken sixty times a minute, which cost the partner nothing', async () => {
    const token = await newToken();
    const statuses: number[] = [];
    for (let call = 0; call < 61; call += 1) statuses.push((await read(token)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    await read(await newToken()).expect(200);
  });

  it.each(partnerRoutes)('does nothing else: $name', async (route) => {
    const bearer = new PartnerClient(stack.apiUrl, await newToken(), partner.redirectUri);
    const kind = route.names;
    const id = kind === undefined ? '' : toPublicId(kind, '01980000-0000-7000-8000-000000000000');
    const answer = await route.call(bearer, kind === 'payment' ? paymentId : id, paymentBody(partner, shop, payer));
    expectProblem(answer, { status: 401, code: 'credential_invalid' });
    expect(kind === undefined || kind in tables).toBe(true);
  });
});

describe('pages of other origins', () => {
  const preflight = (to: string, method = 'GET') =>
    request(stack.apiUrl)
      .options(to)
      .set('Origin', shopPage)
      .set('Access-Control-Request-Method', method)
      .set('Access-Control-Request-Headers', 'authorization');

  it('are told that they may read that one address', async () => {
    const answer = await preflight(path).expect(204).expect('Access-Control-Allow-Origin', shopPage);
    expect(answer.headers).toMatchObject({
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'Authorization',
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('are told nothing at any other, before a call or with its answer', async () => {
    const routes = routesOf(stack.api).filter((route) => !route.endsWith(` ${path}`));
    expect(routes.length).toBeGreaterThan(80);
    for (const route of routes) {
      const [method = '', template = ''] = route.split(' ');
      const to = template.replaceAll(/\{\w+\}/g, 'x');
      const asked = await preflight(to, method);
      expect({ route, headers: corsHeadersOf(asked) }).toEqual({ route, headers: [] });
      if (method !== 'GET') continue;
      const called = await request(stack.apiUrl)
        .get(to)
        .set('Origin', shopPage)
        .set('Authorization', `Bearer ${partner.key}`);
      expect({ route, headers: corsHeadersOf(called) }).toEqual({ route, headers: [] });
    }
  });
});

it('sluis partner origin registers, shows and removes; what is no origin is refused', async () => {
  const id = toPublicId('partner', (await stack.createPartner()).partnerId);
  const origin = (...more: string[]) =>
    sluis(stack.environment.variables, 'partner', 'origin', '--partner', id, '--json', ...more);
  expect(JSON.parse((await origin('--add', 'https://a.example')).stdout)).toMatchObject({
    origins: ['https://a.example'],
  });
  for (const wrong of [
    'https://a.example/',
    'http://a.example',
    'https://A.example',
    '*',
    'null',
    'https://u:p@a.example',
  ])
    expect(await origin('--add', wrong)).toMatchObject({ code: 1 });
  expect(JSON.parse((await origin('--remove', 'https://a.example')).stdout)).toMatchObject({ origins: [] });
  expect(await origin('--remove', 'https://a.example')).toMatchObject({ code: 1 });
}, 120_000);

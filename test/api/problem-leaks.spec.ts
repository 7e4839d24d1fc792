import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../support/api-routes.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem, expectSecurityHeaders } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  stack = await startStack({ withWorker: false });
  sql = await Sql.open(stack.environment.database.url);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

/** Whatever a stack trace, a query or a library would say of itself. */
const internals =
  /\bat \S+ \(|node_modules|\.ts:\d|\.js:\d|SELECT |INSERT |relation "|typeorm|fastify|FST_ERR|nestjs|postgres|ECONN/i;

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';

function ask(route: string, parameter: string) {
  const [method = '', path = ''] = route.replaceAll(/\{\w+\}/g, parameter).split(' ');
  return request(stack.apiUrl)[method.toLowerCase() as Method](path).set('Idempotency-Key', 'k');
}

describe('every route there is', () => {
  it.each([
    ['nobody', undefined],
    ['a partner', () => stack.partner.key],
  ] as const)('answers %s who names nothing that exists with our headers and nothing internal', async (_, key) => {
    const routes = routesOf(stack.api);
    expect(routes.length).toBeGreaterThan(15);
    for (const route of routes) {
      for (const parameter of ['nothing', 'A'.repeat(43), '%00', '%2e%2e%2f', "'", 'pay_00000000000000000000000000']) {
        const call = ask(route, parameter);
        const answer = await (key ? call.set('Authorization', `Bearer ${key()}`) : call);
        expect(`${route} ${answer.status}`).not.toMatch(/ 5\d\d$/);
        // An answer to HEAD has no text.
        expect(answer.text ?? '').not.toMatch(internals);
        expectSecurityHeaders(answer.headers);
        expect(answer.headers['request-id']).toMatch(/^req_/);
        expect(answer.headers['x-powered-by'] ?? answer.headers['server']).toBeUndefined();
      }
    }
  });

  it('answers a request id of its own, whatever the caller calls theirs', async () => {
    const answer = await request(stack.apiUrl)
      .get('/v1/payments')
      .set('Request-Id', 'req_mine')
      .set('X-Request-Id', 'mine');
    expect(expectProblem(answer, { status: 401, code: 'credential_missing' }).request_id).not.toContain('mine');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('shows no page of ours to other sites', async () => {
    const answer = await request(stack.apiUrl).get('/v1/payments').set('Origin', 'https://evil.example');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a fault of ours', () => {
  it('says nothing of itself: a problem to partners, a page to payers', async () => {
    const shop = await stack.bank.createUser('Koffie & Zo');
    const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop));
    const page = () => request(stack.apiUrl).get(new URL(payment.authorisation_url).pathname).query({ lang: 'en' });
    await sql.rows('ALTER TABLE payments RENAME TO payments_away');
    try {
      for (const path of ['/v1/payments', `/v1/payments/${payment.id}`]) {
        const answer = await stack.partner.get(path);
        expectProblem(answer, { status: 500, code: 'platform_error' });
        expect(answer.text).not.toMatch(internals);
      }
      const answer = await page();
      expect(answer.status).toBe(503);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['retry-after']).toBeDefined();
      expect(answer.text).toContain(answer.headers['request-id']);
      expect(answer.text).not.toMatch(internals);
      expectSecurityHeaders(answer.headers);
    } finally {
      await sql.rows('ALTER TABLE payments_away RENAME TO payments');
    }
    expect((await page()).status).toBe(200);
  });

  it('says 503 and when to come back while the database is being locked', async () => {
    const locker = await Sql.open(stack.environment.database.url);
    await locker.rows('BEGIN; LOCK TABLE idempotency_keys');
    try {
      const shop = await stack.bank.createUser('Bakker');
      const answer = await stack.partner.post('/v1/payments', paymentBody(stack.partner, shop));
      expectProblem(answer, { status: 503, code: 'platform_unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await locker.rows('ROLLBACK');
      await locker.close();
    }
  });
});

import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, startApiProcess, type ApiProcess } from '../support/api-process.js';
import type { BankUser } from '../support/bank-control.js';
import { consentBody } from '../support/consent-journey.js';
import { PartnerClient } from '../support/partner-client.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;
let shop: BankUser;
let processes: ApiProcess[];
/** Two of many, and one that dies once a payment is stored. */
let doors: [PartnerClient, PartnerClient];
let dying: PartnerClient;

beforeAll(async () => {
  stack = await startStack({ withWorker: false });
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo');
  const { variables } = stack.environment;
  await ensureBuilt();
  const started = await Promise.all([
    startApiProcess(variables),
    startApiProcess(variables),
    startApiProcess(variables, { failpoint: 'api.payments.after_commit' }),
  ]);
  processes = started;
  const through = ({ url }: ApiProcess) => new PartnerClient(url, stack.partner.key, stack.partner.redirectUri);
  doors = [through(started[0]), through(started[1])];
  dying = through(started[2]);
}, 180_000);

afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await sql.close();
  await stack.stop();
});

const body = () => paymentBody(stack.partner, shop);
const paymentCount = () => sql.value<number>('SELECT count(*)::integer FROM payments');
const idOf = (answer: Response) => (answer.body as { id?: unknown }).id;

describe('an idempotency key', () => {
  it('gives the first answer again, byte for byte, and says that it is a replay', async () => {
    const { partner } = stack;
    const key = randomUUID();
    const first = await partner.post('/v1/payments', body(), key).expect(201);
    const before = await paymentCount();
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    await partner.post(`/v1/payments/${String(idOf(first))}/cancel`).expect(200);
    for (let time = 0; time < 2; time += 1) {
      const replay = await partner.post('/v1/payments', body(), key).expect(201);
      expect(replay.text).toBe(first.text);
      expect(replay.headers['idempotent-replayed']).toBe('true');
      expect(replay.headers['content-type']).toBe(first.headers['content-type']);
    }
    expect(await paymentCount()).toBe(before);
  });

  it('takes the same members in another order for the same body', async () => {
    const key = randomUUID();
    const first = await stack.partner.post('/v1/payments', body(), key).expect(201);
    const turned = Object.fromEntries(Object.entries(body()).toReversed());
    const replay = await stack.partner.post('/v1/payments', turned, key).expect(201);
    expect(replay.text).toBe(first.text);
  });

  it('refuses another body', async () => {
    const key = randomUUID();
    await stack.partner.post('/v1/payments', body(), key).expect(201);
    const other = { ...body(), amount: { value: '12.51', currency: 'EUR' } };
    const answer = await stack.partner.post('/v1/payments', other, key);
    expectProblem(answer, { status: 422, code: 'idempotency_key_reused' });
  });

  it('is asked for when it is missing', async () => {
    const answer = await stack.partner.post('/v1/payments', body()).unset('Idempotency-Key');
    expectProblem(answer, { status: 400, code: 'idempotency_key_missing' });
  });

  it('belongs to one partner: the same key of two partners makes two payments', async () => {
    const key = randomUUID();
    const other = await stack.createPartner();
    const mine = await stack.partner.post('/v1/payments', body(), key).expect(201);
    const theirs = await other.post('/v1/payments', body(), key).expect(201);
    expect(idOf(theirs)).not.toBe(idOf(mine));
    expect(theirs.headers['idempotent-replayed']).toBeUndefined();
  });

  it('belongs to one route', async () => {
    const key = randomUUID();
    await stack.partner.post('/v1/payments', body(), key).expect(201);
    const consent = await stack.partner.post('/v1/consents', consentBody(stack.partner), key).expect(201);
    expect(consent.headers['idempotent-replayed']).toBeUndefined();
  });

  it('stays free when its request was refused', async () => {
    const key = randomUUID();
    const wrong = { ...body(), redirect_uri: 'https://evil.example/' };
    await stack.partner.post('/v1/payments', wrong, key).expect(422);
    const right = await stack.partner.post('/v1/payments', body(), key).expect(201);
    expect(right.headers['idempotent-replayed']).toBeUndefined();
  });

  it('keeps its answer sealed: the database shows neither IBAN nor page link', async () => {
    const key = randomUUID();
    const answer = await stack.partner.post('/v1/payments', body(), key).expect(201);
    const [row] = await sql.rows<{ response_body_sealed: Buffer }>(
      'SELECT response_body_sealed FROM idempotency_keys WHERE key = $1',
      [key],
    );
    expect(answer.text).toContain(shop.iban);
    expect(row?.response_body_sealed.includes(shop.iban)).toBe(false);
    expect(row?.response_body_sealed.includes('/pay/')).toBe(false);
  });
});

describe('an idempotency key over two API processes', () => {
  it('makes one payment of fifty requests at once', async () => {
    const key = randomUUID();
    const before = (await paymentCount()) ?? 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => doors[index % 2]?.post('/v1/payments', body(), key)),
    );
    const created = answers.filter((answer) => answer?.status === 201);
    const replay = await doors[0].post('/v1/payments', body(), key).expect(201);
    expect(created.length).toBeGreaterThan(0);
    expect(created.filter((answer) => answer?.headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(new Set(created.map((answer) => answer?.text))).toEqual(new Set([replay.text]));
    for (const answer of answers) {
      if (answer?.status === 201) continue;
      expect(answer && expectProblem(answer, { status: 409, code: 'idempotency_key_in_use' }).retryable).toBe(true);
      expect(answer?.headers['retry-after']).toBe('1');
    }
    expect(await paymentCount()).toBe(before + 1);
  });

  it('gives the payment of a process that died between commit and answer', async () => {
    const [other] = doors;
    const key = randomUUID();
    const before = (await paymentCount()) ?? 0;
    await expect(dying.post('/v1/payments', body(), key)).rejects.toThrow(/hang up|ECONNRESET/);
    const process = processes.find(({ url }) => url === dying.apiUrl);
    expect(await process?.ended).toBe('SIGKILL');
    expect(await paymentCount()).toBe(before + 1);

    const retry = await other.post('/v1/payments', body(), key).expect(201);
    expect(retry.headers['idempotent-replayed']).toBe('true');
    expect(await paymentCount()).toBe(before + 1);
    await other.get(`/v1/payments/${String(idOf(retry))}`).expect(200);
  });
});

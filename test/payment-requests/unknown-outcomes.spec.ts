import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { brokenRequestBooks } from './support/books.js';
import {
  connectShop,
  createRequest,
  decideRequest,
  requestBody,
  requestsAtBank,
  type ConnectedShop,
  type RequestAtBank,
} from './support/connected-shop.js';

const createPath = '^/v1/user/\\d+/monetary-account/\\d+/request-inquiry$';
const refusal = { Error: [{ error_description: 'Not today.', error_description_translated: 'Not today.' }] };
const tooMany = {
  Error: [
    {
      error_description: 'Too many requests. You can do a maximum of 5 calls per 1 second to this endpoint.',
      error_description_translated: 'Too many requests.',
    },
  ],
};
const used = {
  Error: [
    {
      error_description: 'The request id was already used: X-Bunq-Client-Request-Id must be unique per device.',
      error_description_translated: 'Used.',
    },
  ],
};

interface Accident {
  name: string;
  effect: Record<string, unknown>;
  times?: number;
  ends: 'pending' | 'failed';
  /** Takes so many reads and sends that a slow machine may reach the time of giving up first. */
  mayReview?: boolean;
}

const accidents: Accident[] = [
  { name: 'the connection breaks before the bank acts', effect: { drop: 'before' }, ends: 'pending' },
  { name: 'the connection breaks after the bank acted', effect: { drop: 'after' }, ends: 'pending' },
  { name: 'the bank acts and never answers', effect: { drop: 'hang' }, ends: 'pending' },
  { name: 'the bank is slower than we wait', effect: { delay_ms: 1_900, delay_when: 'before' }, ends: 'pending' },
  { name: '500 without acting', effect: { status: 500, body: refusal }, ends: 'pending' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, ends: 'pending' },
  { name: '491 after acting', effect: { status: 491, body: refusal, act: true }, ends: 'pending' },
  { name: 'a page instead of an answer', effect: { status: 200, body: '<html>hello</html>' }, ends: 'pending' },
  { name: 'a page after acting', effect: { status: 502, body: '<html>', act: true }, ends: 'pending' },
  { name: 'half an answer', effect: { truncate: true }, ends: 'pending' },
  { name: 'an answer with a wrong signature', effect: { bad_signature: true }, ends: 'pending' },
  { name: '429, without acting', effect: { status: 429, body: tooMany }, ends: 'pending' },
  { name: '400, without acting', effect: { status: 400, body: refusal }, ends: 'failed' },
  {
    name: '400 with a wrong signature, after acting',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    ends: 'pending',
  },
  { name: 'the id was used, after acting', effect: { status: 400, body: used, act: true }, ends: 'pending' },
  { name: 'two sends in a row are lost', effect: { drop: 'before' }, times: 2, ends: 'pending', mayReview: true },
];

const settings = [
  { name: 'as documented', switches: {}, mayReview: false },
  {
    name: 'that takes request ids twice while its lists lag',
    switches: { listLagSeconds: 1, enforceRequestIds: false },
    mayReview: true,
  },
  {
    name: 'that remembers the ids of refused requests while its lists lag',
    switches: { listLagSeconds: 2, rememberRequestIdOfRefused: true },
    mayReview: true,
  },
];

const defaults = { enforceRequestIds: true, rememberRequestIdOfRefused: false, listLagSeconds: 0 };

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startStack({
    overrides: {
      BUNQ_TIMEOUT_MS: '2500',
      RECONCILE_SETTLE_MS: '500',
      RECONCILE_READ_GAP_MS: '400',
      // Long enough for a busy machine: giving up is what these requests must not need.
      RECONCILE_GIVE_UP_MS: '45000',
    },
  });
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  payer = await stack.bank.createUser('A. Visser', '100000.00');
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const path = (id: string) => `/v1/payment-requests/${id}`;

/** A request whose order meets an accident on its first `times` ways to the bank; nothing else does. */
async function ask(accident?: { effect: Record<string, unknown>; times?: number }): Promise<string> {
  amountCents += 1;
  const amount = (amountCents / 100).toFixed(2);
  if (accident) {
    const { effect, times = 1 } = accident;
    await stack.bank.layFault({ method: 'POST', path: createPath, body: `"${amount}"`, times }, effect);
  }
  const body = requestBody(payer, { amount: { value: amount, currency: 'EUR' } });
  return (await createRequest(shop.partner, body)).id;
}

/** What stands at the bank under this reference and was not taken back. */
async function alive(id: string): Promise<RequestAtBank[]> {
  const requests = await requestsAtBank(stack.bank);
  return requests.filter((one) => one.merchant_reference === id && one.status !== 'REVOKED');
}

/** @returns what ended in another way than it should have */
async function meet(accident: Accident, mayReview: boolean): Promise<string> {
  const id = await ask(accident);
  const settled = await shop.partner.waitFor(path(id), ['pending', 'failed', 'in_review'], 100_000);
  const orders = await alive(id);
  const mayEndInReview = (mayReview || accident.mayReview) && settled.status === 'in_review';
  if (mayEndInReview) return '';
  if (settled.status !== accident.ends) return `${accident.name}: ${settled.status}`;
  if (accident.ends === 'failed') return orders.length === 0 ? '' : `${accident.name}: failed, and at the bank`;
  const [order] = orders;
  if (!order) return `${accident.name}: pending, and not at the bank`;
  if (orders.length > 1) return `${accident.name}: ${orders.length} at the bank`;
  await decideRequest(stack.bank, payer, order.id, 'accept');
  const { status } = await shop.partner.waitFor(path(id), ['accepted', 'in_review'], 100_000);
  return status === 'accepted' ? '' : `${accident.name}: paid, and ${status}`;
}

describe.each(settings)('a bank $name', ({ switches, mayReview }) => {
  it('ends every accident with one request there at most', async () => {
    await stack.bank.setSwitches({ ...defaults, ...switches });
    await stack.bank.clearFaults();
    const problems = await Promise.all(accidents.map((accident) => meet(accident, mayReview)));
    expect(problems.filter((problem) => problem !== '')).toEqual([]);
    expect(await brokenRequestBooks(sql, stack.bank)).toEqual([]);
  }, 300_000);
});

describe('a request that the bank makes only after another one was adopted for it', () => {
  it('is taken back', async () => {
    await stack.bank.setSwitches({ ...defaults, enforceRequestIds: false });
    await stack.bank.clearFaults();
    const id = await ask({ effect: { delay_ms: 8_000, delay_when: 'before' } });
    await shop.partner.waitFor(path(id), ['pending']);
    expect(await alive(id)).toHaveLength(1);
    const made = async () => (await requestsAtBank(stack.bank)).filter((one) => one.merchant_reference === id);
    await until('the late request', async () => ((await made()).length === 2 ? true : undefined));
    const [order] = await until('the surplus to be taken back', async () => {
      const orders = await alive(id);
      return orders.length === 1 ? orders : undefined;
    });
    await decideRequest(stack.bank, payer, order?.id ?? 0, 'accept');
    await shop.partner.waitFor(path(id), ['accepted']);
    expect(await brokenRequestBooks(sql, stack.bank)).toEqual([]);
  }, 60_000);
});

describe('a request that its partner takes back while its outcome is unknown', () => {
  it('is looked for and never sent again; found, it is revoked', async () => {
    await stack.bank.setSwitches({ ...defaults, listLagSeconds: 3 });
    await stack.bank.clearFaults();
    const id = await ask({ effect: { drop: 'after' } });
    await shop.partner.waitFor(path(id), ['outcome_unknown']);
    await shop.partner.post(`${path(id)}/revoke`).expect(200);
    await shop.partner.waitFor(path(id), ['revoked'], 100_000);
    const requests = (await requestsAtBank(stack.bank)).filter((one) => one.merchant_reference === id);
    expect(requests.map(({ status }) => status)).toEqual(['REVOKED']);
  }, 100_000);
});

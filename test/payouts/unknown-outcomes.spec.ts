import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

const paying = '^/v1/user/\\d+/monetary-account/\\d+/payment$';
const refusal = { Error: [{ error_description: 'Not today.' }] };
const tooMany = { Error: [{ error_description: 'You can do a maximum of 5 calls per 1 second to this endpoint.' }] };
const used = { Error: [{ error_description: 'The request id was already used.' }] };

interface Accident {
  name: string;
  effect: Record<string, unknown>;
  /** `in_review` when the bank never acted and nothing says so: a payout in doubt is not sent twice. */
  ends: 'executed' | 'failed' | 'in_review';
}

const accidents: Accident[] = [
  { name: 'the connection breaks before the bank acts', effect: { drop: 'before' }, ends: 'in_review' },
  { name: 'the connection breaks after the bank acted', effect: { drop: 'after' }, ends: 'executed' },
  { name: 'the bank acts and never answers', effect: { drop: 'hang' }, ends: 'executed' },
  {
    name: 'the bank acts after we stopped waiting',
    effect: { delay_ms: 2_500, delay_when: 'before' },
    ends: 'executed',
  },
  { name: '500 without acting', effect: { status: 500, body: refusal }, ends: 'in_review' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, ends: 'executed' },
  { name: '491, maintenance, after acting', effect: { status: 491, body: refusal, act: true }, ends: 'executed' },
  { name: 'a page instead of an answer', effect: { status: 200, body: '<html>hello</html>' }, ends: 'in_review' },
  {
    name: 'a page instead of an answer, after acting',
    effect: { status: 502, body: '<html>', act: true },
    ends: 'executed',
  },
  { name: 'half an answer', effect: { truncate: true }, ends: 'executed' },
  { name: 'an answer with a wrong signature', effect: { bad_signature: true }, ends: 'executed' },
  { name: '429, without acting', effect: { status: 429, body: tooMany }, ends: 'executed' },
  { name: '429 that names no limit', effect: { status: 429, body: refusal }, ends: 'executed' },
  // Not in the bank's words: of whoever said it nothing is known, and so of what became of the order.
  { name: '429 as a page', effect: { status: 429, body: '<html>' }, ends: 'in_review' },
  { name: '429 as a page, after acting', effect: { status: 429, body: '<html>', act: true }, ends: 'executed' },
  { name: '400, without acting', effect: { status: 400, body: refusal }, ends: 'failed' },
  {
    name: '400 with a wrong signature, after acting',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    ends: 'executed',
  },
  { name: 'the id was used, after acting', effect: { status: 400, body: used, act: true }, ends: 'executed' },
];

const settings = [
  { name: 'as documented', switches: {}, mayReview: false },
  {
    name: 'that takes request ids twice while its lists lag',
    switches: { listLagSeconds: 3, enforceRequestIds: false },
    mayReview: false,
  },
  {
    name: 'that remembers the ids of refused requests while its lists lag',
    switches: { listLagSeconds: 3, rememberRequestIdOfRefused: true },
    mayReview: false,
  },
  // No read tells which movement is whose.
  { name: 'whose lists have no ids', switches: { listsWithoutIds: true }, mayReview: true },
];

const defaults = {
  enforceRequestIds: true,
  rememberRequestIdOfRefused: false,
  listsWithoutIds: false,
  listLagSeconds: 0,
};

let stack: Stack;
let sql: Sql;
let shop: BankUser;
let supplier: BankUser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startStack({
    overrides: {
      BUNQ_TIMEOUT_MS: '1500',
      RECONCILE_SETTLE_MS: '400',
      RECONCILE_READ_GAP_MS: '400',
      RECONCILE_GIVE_UP_MS: '10000',
    },
  });
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '100000.00');
  supplier = await stack.bank.createUser('Branderij BV', '0.00');
  await connectByKey(stack.partner, shop);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

/** A payout whose order meets this accident, by an amount that no other has. */
async function pay(effect?: Record<string, unknown>) {
  amountCents += 1;
  const amount = (amountCents / 100).toFixed(2);
  if (effect) await stack.bank.layFault({ method: 'POST', path: paying, body: `"${amount}"` }, effect);
  return createPayout(stack.partner, payoutBody(supplier, amount));
}

const ends = ['executed', 'failed', 'in_review'];

function settled({ id }: { id: string }) {
  return waitForPayout(stack.partner, `/v1/payouts/${id}`, ends);
}

/** How often the bank answered this order, by the request id that it has for good. */
async function answersTo({ id }: { id: string }): Promise<number> {
  const requestIds = await sql.rows<{ request_id: string }>(
    `SELECT request_id FROM order_attempts WHERE order_id = $1`,
    [fromPublicId('payout', id) ?? ''],
  );
  const known = new Set(requestIds.map(({ request_id }) => request_id));
  return (await stack.bank.requests()).filter(({ request_id: requestId }) => known.has(requestId ?? '')).length;
}

/** The bank notes what it answered. What was cut off must never be answered; what it certainly refused may come again. */
function answersMeant(effect: Record<string, unknown>): number {
  if ('drop' in effect || 'delay_ms' in effect || 'truncate' in effect) return 0;
  return effect['status'] === 429 && effect['body'] !== '<html>' ? 2 : 1;
}

describe.each(settings)('a bank $name', ({ switches, mayReview }) => {
  it('ends every accident with one movement at most, and sends nothing in doubt a second time', async () => {
    await stack.bank.setSwitches({ ...defaults, ...switches });
    await stack.bank.clearFaults();
    const problems = await Promise.all(
      accidents.map(async ({ name, effect, ends: expected }) => {
        const payout = await pay(effect);
        const { status } = await settled(payout);
        const isExpected = status === expected || (mayReview && status === 'in_review');
        const answered = await answersTo(payout);
        if (answered !== answersMeant(effect)) return `${name}: the bank answered it ${answered} times`;
        return isExpected ? '' : `${name}: ${status}`;
      }),
    );
    expect(problems.filter((problem) => problem !== '')).toEqual([]);
    await stack.bank.setSwitches(defaults);
    expect(await payoutViolations(stack)).toEqual([]);
  }, 120_000);
});

describe('two equal payouts, both in doubt', () => {
  it('each find their own movement', async () => {
    await stack.bank.setSwitches({ ...defaults, listLagSeconds: 2 });
    await stack.bank.clearFaults();
    const match = { method: 'POST', path: paying, body: '"77.70"', times: 2 };
    await stack.bank.addFault({ match, then: { drop: 'after' } });
    const body = payoutBody(supplier, '77.70');
    const payouts = await Promise.all([createPayout(stack.partner, body), createPayout(stack.partner, body)]);
    for (const payout of payouts) expect((await settled(payout)).status).toBe('executed');
    expect(await payoutViolations(stack)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { startProcessStack, type ProcessStack } from '../support/process-stack.js';

let stack: ProcessStack;
let shop: BankUser;
let supplier: BankUser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startProcessStack({ BUNQ_TIMEOUT_MS: '1500', RECONCILE_GIVE_UP_MS: '5000' });
  shop = await stack.bank.createUser('Koffie & Zo', '10000.00');
  supplier = await stack.bank.createUser('Branderij BV', '0.00');
  const worker = await stack.startWorkerProcess();
  await connectByKey(stack.partner, shop);
  await worker.stop();
});

afterEach(() => stack.killProcesses());

afterAll(() => stack.stop());

async function pay() {
  amountCents += 1;
  return createPayout(stack.partner, payoutBody(supplier, (amountCents / 100).toFixed(2)));
}

function settled({ id }: { id: string }) {
  return waitForPayout(stack.partner, `/v1/payouts/${id}`, ['executed', 'failed', 'in_review']);
}

async function movementsOf(reference: string): Promise<number> {
  const { payments } = await stack.bank.state();
  return payments.filter((one) => one.merchant_reference === reference && one.amount.startsWith('-')).length;
}

describe.each([
  // Nobody can tell whether the first byte left: it is looked for, never sent by another worker.
  ['payouts.submit.attempt_written', 'in_review', 0],
  ['payouts.submit.before_bank', 'in_review', 0],
  ['payouts.submit.after_bank', 'executed', 1],
  ['payouts.submit.stored', 'executed', 1],
  ['payouts.follow.read', 'executed', 1],
  ['payouts.follow.recorded', 'executed', 1],
] as const)('a worker killed at %s', (point, end, movements) => {
  it(`leaves a payout that ends ${end}, with ${movements} movements at the bank`, async () => {
    const doomed = await stack.startWorkerProcess(point);
    const payout = await pay();
    expect(await doomed.ended()).toBe('SIGKILL');
    await stack.startWorkerProcess();
    expect((await settled(payout)).status).toBe(end);
    expect(await movementsOf(payout.id)).toBe(movements);
    expect(await payoutViolations(stack)).toEqual([]);
  }, 60_000);
});

describe.each([
  // Far ahead it is sent again where the bank shows nothing: there would be time to take one back.
  ['payouts.submit.attempt_written'],
  ['payouts.submit.before_bank'],
  ['payouts.submit.after_bank'],
  ['payouts.submit.stored'],
  ['payouts.follow.read'],
  ['payouts.follow.recorded'],
] as const)('a worker killed at %s', (point) => {
  it('leaves a plan that stands at the bank once', async () => {
    const doomed = await stack.startWorkerProcess(point);
    const start = new Date(Date.now() + 48 * 3_600_000).toISOString();
    const { id } = await createPayout(stack.partner, { ...payoutBody(supplier), schedule: { start } });
    expect(await doomed.ended()).toBe('SIGKILL');
    await stack.startWorkerProcess();
    await waitForPayout(stack.partner, `/v1/payouts/${id}`, ['scheduled']);
    const plans = stack.emulator.bank.tables.schedules.where('account', shop.accountId);
    const own = plans.filter(({ entries }) => entries[0]?.merchantReference === `${id}-1`);
    expect(own).toMatchObject([{ status: 'ACTIVE' }]);
    expect(await payoutViolations(stack)).toEqual([]);
  }, 60_000);
});

describe('an API killed between commit and answer', () => {
  it('answers the same key with the same payout, and the money moves once', async () => {
    const doomed = await stack.startApiProcess({ FAILPOINT: 'api.payouts.after_commit' });
    const key = randomUUID();
    const body = payoutBody(supplier, '55.55');
    const headers = {
      Authorization: `Bearer ${stack.partner.key}`,
      'Idempotency-Key': key,
      'Content-Type': 'application/json',
    };
    const lost = fetch(`${doomed.url}/v1/payouts`, { method: 'POST', headers, body: JSON.stringify(body) });
    await expect(lost).rejects.toThrow(/fetch failed/);
    expect(await doomed.ended()).toBe('SIGKILL');
    await stack.startWorkerProcess();
    const again = await stack.partner.post('/v1/payouts', body, key).expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const payout = again.body as { id: string };
    expect((await settled(payout)).status).toBe('executed');
    expect(await movementsOf(payout.id)).toBe(1);
    expect(await payoutViolations(stack)).toEqual([]);
  }, 60_000);
});

describe('a Redis that forgets everything', () => {
  it('loses no payout', async () => {
    const redis = new Redis(stack.environment.variables['REDIS_URL'] ?? '');
    try {
      const payouts = [await pay(), await pay(), await pay()];
      await redis.flushdb();
      await stack.startWorkerProcess();
      await redis.flushdb();
      for (const payout of payouts) expect((await settled(payout)).status).toBe('executed');
      expect(await payoutViolations(stack)).toEqual([]);
    } finally {
      redis.disconnect();
    }
  }, 60_000);
});

import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { readBooks, summaryOf } from '../support/invariants.js';
import {
  agreePayment,
  authorisePayment,
  giveConsent,
  rails,
  type ConsentingPayer,
  type OpenPayment,
} from '../support/payers.js';
import { startProcessStack, type AppProcess, type ProcessStack } from '../support/process-stack.js';

const paymentCount = 200;
const payerCount = 10;
const killEveryMs = 3_000;

let stack: ProcessStack;
let shop: BankUser;
let payers: ConsentingPayer[];

beforeAll(async () => {
  stack = await startProcessStack({ BUNQ_TIMEOUT_MS: '1500' });
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  const people = await Promise.all(
    Array.from({ length: payerCount }, (_, index) => stack.bank.createUser(`Payer ${index}`, '100000.00')),
  );
  const worker = await stack.startWorkerProcess();
  payers = await Promise.all(people.map((person) => giveConsent(stack, person)));
  await worker.stop();
}, 180_000);

afterAll(() => stack.stop());

/** Workers that never live long, until told to stop. */
async function killAgainAndAgain(stopped: AbortSignal): Promise<{ kills: number; worker: AppProcess }> {
  let worker = await stack.startWorkerProcess();
  for (let kills = 0; ; kills += 1) {
    await wait(killEveryMs, undefined, { signal: stopped }).catch(() => undefined);
    if (stopped.aborted) return { kills, worker };
    await worker.kill9();
    worker = await stack.startWorkerProcess();
  }
}

/** One payer after the other: creates a payment, agrees, and says yes at the bank. */
async function pay(index: number, acknowledged: string[]): Promise<void> {
  const payer = payers[index];
  if (!payer) throw new Error('no such payer');
  for (let round = 0; round < paymentCount / payerCount; round += 1) {
    const rail = rails[(index + round) % rails.length] ?? 'draft';
    const amount = (1 + index + round / 100).toFixed(2);
    const payment: OpenPayment = await agreePayment(stack, rail, payer, { creditor: shop, amount, waits: false });
    acknowledged.push(payment.id);
    await authorisePayment(stack, payment, 180_000);
  }
}

describe('two hundred payments', () => {
  it('are all executed once while the worker is killed again and again and Redis is emptied twice', async () => {
    const redis = new Redis(stack.environment.variables['REDIS_URL'] ?? '');
    const storm = new AbortController();
    const killing = killAgainAndAgain(storm.signal);
    const acknowledged: string[] = [];
    const flushes = [4_000, 11_000].map(async (afterMs) => {
      await wait(afterMs);
      await redis.flushdb();
    });
    const startedAt = performance.now();
    await Promise.all([...payers.map((_, index) => pay(index, acknowledged)), ...flushes]);
    storm.abort();
    const { kills } = await killing;
    for (const id of acknowledged) await stack.partner.waitFor(`/v1/payments/${id}`, ['executed'], 30_000);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    redis.disconnect();

    const books = await readBooks(stack, acknowledged);
    console.log(`storm: ${kills} kills, 2 flushes, ${seconds} s: ${summaryOf(books)}`);
    expect(books.violations).toEqual([]);
    expect(books).toMatchObject({
      payments: paymentCount,
      executed: paymentCount,
      accepted: paymentCount,
      attempts: paymentCount,
      duplicates: 0,
      orphans: 0,
    });
    expect(kills).toBeGreaterThanOrEqual(3);
    const money = (await stack.bank.state()).payments.filter(({ iban }) => iban === shop.iban);
    expect(money).toHaveLength(paymentCount);
  }, 400_000);
});

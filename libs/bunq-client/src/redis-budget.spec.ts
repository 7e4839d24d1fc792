import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedis, type TestRedis } from '../../../test/support/services/test-redis.js';
import type { BunqRateLimit } from './bunq-api.error.js';
import { classicLimits } from './bunq-budget.js';
import { type BunqBudgetEvent, RedisBudget } from './redis-budget.js';

const endpoint = 'user/{userId}/payment';

/** A bank that counts arrivals in a sliding window and need not say what its limit is. */
class CountingBank {
  arrivals: number[] = [];
  readonly refusals: number[] = [];

  constructor(public limit: BunqRateLimit) {}

  arrive(): boolean {
    const now = performance.now();
    const inWindow = this.arrivals.filter((at) => at > now - this.limit.seconds * 1000).length;
    const isOver = inWindow >= this.limit.calls;
    (isOver ? this.refusals : this.arrivals).push(now);
    return !isOver;
  }

  since(at: number): { accepted: number; refused: number } {
    const after = (times: number[]): number => times.filter((time) => time >= at).length;
    return { accepted: after(this.arrivals), refused: after(this.refusals) };
  }
}

describe('RedisBudget', () => {
  let test: TestRedis;
  let clients: Redis[] = [];
  let events: BunqBudgetEvent[] = [];

  const process = async (limit: BunqRateLimit): Promise<RedisBudget> => {
    const redis = new Redis(test.url, { enableOfflineQueue: false, lazyConnect: true, commandTimeout: 500 });
    redis.on('error', () => {});
    clients.push(redis);
    await redis.connect();
    const limits = { ...classicLimits, POST: limit, GET: limit };
    return new RedisBudget({ redis, limits, observer: (event) => events.push(event) });
  };

  beforeEach(async () => {
    test = await createRedis();
    events = [];
  });
  afterEach(() => {
    for (const client of clients) client.disconnect();
    clients = [];
  });

  it('counts the calls of all processes as one', async () => {
    const [one, other] = await Promise.all([process({ calls: 4, seconds: 1 }), process({ calls: 4, seconds: 1 })]);
    const startedAt = performance.now();
    const take = (budget: RedisBudget): Promise<unknown> => budget.take('POST', endpoint, 'payment');
    await Promise.all([take(one), take(one), take(other), take(other)]);
    expect(performance.now() - startedAt).toBeLessThan(500);
    await take(other);
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
    expect(await one.read()).toMatchObject([{ method: 'POST', endpointTemplate: endpoint, calls: 4, waiting: 0 }]);
  });

  it('lets payments overtake data, and keeps data off the last place', async () => {
    const [one, other] = await Promise.all([process({ calls: 2, seconds: 1 }), process({ calls: 2, seconds: 1 })]);
    await one.take('GET', endpoint, 'payment');
    const order: string[] = [];
    const take = async (budget: RedisBudget, priority: 'payment' | 'data', name: string): Promise<void> => {
      await budget.take('GET', endpoint, priority);
      order.push(name);
    };
    const data = take(other, 'data', 'data');
    await sleep(50);
    // The second place of this window is free, for payments only.
    const startedAt = performance.now();
    await take(one, 'payment', 'payment elsewhere');
    expect(performance.now() - startedAt).toBeLessThan(200);
    await Promise.all([data, take(other, 'payment', 'payment here')]);
    expect(order).toEqual(['payment elsewhere', 'payment here', 'data']);
  });

  it('believes what a 429 states, in every process', async () => {
    const [one, other] = await Promise.all([process({ calls: 10, seconds: 3 }), process({ calls: 10, seconds: 3 })]);
    one.learn('POST', endpoint, { calls: 7, seconds: 2 });
    await expect.poll(() => events.length).toBe(1);
    await other.take('POST', endpoint, 'payment', AbortSignal.timeout(3_000));
    expect(await other.read()).toMatchObject([{ calls: 7, windowMs: 2_000 }]);
  });

  // Measures windows of real time on a shared machine: a pause of it may cost a try.
  it(
    'finds a limit that was halved without a word within two windows, and climbs back when it may',
    { retry: 3 },
    async () => {
      const limit = { calls: 20, seconds: 1 };
      const bank = new CountingBank(limit);
      const budgets = await Promise.all([process(limit), process(limit)]);
      const endsAt = performance.now() + 8_000;
      const work = budgets.map(async (budget) => {
        while (performance.now() < endsAt) {
          await budget.take('POST', endpoint, 'payment');
          if (!bank.arrive()) budget.learn('POST', endpoint);
        }
      });
      await sleep(2_000);
      const before = bank.since(0);
      bank.limit = { calls: 10, seconds: 1 };
      const halvedAt = performance.now();
      await Promise.all(work);
      const after = bank.since(halvedAt + 2_000);
      expect(before.refused).toBe(0);
      expect(after.refused).toBeLessThanOrEqual(1);
      expect(after.accepted).toBeGreaterThanOrEqual(36);
      expect(events.filter((event) => event.kind === 'refused' && event.isCut)).toHaveLength(1);
      // Twenty quiet windows later the next call is a step up.
      const [redis] = clients;
      await redis?.hset(`bunq-budget:{POST user/userId/payment}:belief`, 'changed', 0);
      await budgets[0]?.take('POST', endpoint, 'payment');
      expect(await budgets[0]?.read()).toMatchObject([{ calls: 11 }]);
    },
  );

  it('keeps to a cautious share while Redis is away', async () => {
    const budget = await process({ calls: 16, seconds: 1 });
    clients[0]?.disconnect();
    const taken = Array.from({ length: 3 }, () => budget.take('POST', endpoint, 'data'));
    await Promise.all(taken.slice(0, 2));
    const startedAt = performance.now();
    await taken[2];
    expect(performance.now() - startedAt).toBeGreaterThan(700);
    expect(events.map((event) => event.kind === 'taken' && event.isLocal)).toEqual([true, true, true]);
  });

  it('gives the place of a caller who left to the next', async () => {
    const budget = await process({ calls: 1, seconds: 1 });
    await budget.take('POST', endpoint, 'payment');
    const leaver = budget.take('POST', endpoint, 'payment', AbortSignal.timeout(100));
    const next = budget.take('POST', endpoint, 'data');
    await expect(leaver).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(next).resolves.toBeTypeOf('function');
  });
});

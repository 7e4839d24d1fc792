import { expect, it } from 'vitest';
import { workOffBacklog } from '../support/bank-backlog/backlog.js';
import { createRedis } from '../support/services/test-redis.js';

// Ten times bunq's classic figure for writes, so that 300 of them take a quarter of a minute; `bench/bank-limits.ts` takes
// the figure itself.
const limit = { calls: 50, seconds: 3 };
// Figures of a clock: a machine that is busy with other tests may spoil one run, a budget that does not hold spoils all.
const timed = { timeout: 180_000, retry: 2 };

it('works off a backlog from two processes at the pace of the bank', timed, async () => {
  const { url: redisUrl, prefix: keyPrefix } = await createRedis();
  const figures = await workOffBacklog({ redisUrl, keyPrefix, writes: 300, limit });
  expect(figures.booked).toBe(300);
  expect(figures.refused).toBeLessThanOrEqual(figures.calls / 100);
  expect(figures.used).toBeGreaterThanOrEqual(0.95);
});

it('finds a limit that was halved without a word within two windows', timed, async () => {
  const { url: redisUrl, prefix: keyPrefix } = await createRedis();
  const writes = 350;
  const figures = await workOffBacklog({ redisUrl, keyPrefix, writes, limit, halveAfterMs: 6_500 });
  expect(figures.booked).toBe(writes);
  const convergedAt = (figures.halvedAt ?? Number.NaN) + 2 * limit.seconds * 1_000;
  const refusedAfter = figures.refusedAt.filter((at) => at > convergedAt);
  const acceptedAfter = figures.acceptedAt.filter((at) => at > convergedAt);
  expect(acceptedAfter.length).toBeGreaterThan(25);
  expect(refusedAfter.length).toBeLessThanOrEqual(1);
  const halfPerMs = limit.calls / 2 / (limit.seconds * 1_000);
  const afterMs = Math.max(...acceptedAfter) - convergedAt;
  expect(acceptedAfter.length / afterMs).toBeGreaterThanOrEqual(0.9 * halfPerMs);
});

import { describe, expect, it } from 'vitest';
import { nextDelayMs, retryAfterMs } from './retry-schedule.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Every delay of a receiver that never answers, without jitter. */
function delaysUntilDead(): number[] {
  const delays: number[] = [];
  let elapsedMs = 0;
  for (let attempts = 1; ; attempts += 1) {
    const delayMs = nextDelayMs({ attempts, elapsedMs }, 0.5);
    if (delayMs === undefined) return delays;
    delays.push(delayMs);
    elapsedMs += delayMs;
  }
}

describe('nextDelayMs', () => {
  it('backs off within three days, goes on daily, and gives up after thirty', () => {
    const delays = delaysUntilDead();
    expect(delays.slice(0, 9)).toEqual([
      5 * second,
      30 * second,
      2 * minute,
      10 * minute,
      30 * minute,
      hour,
      2 * hour,
      4 * hour,
      8 * hour,
    ]);
    const total = delays.reduce((sum, delay) => sum + delay, 0);
    expect(total).toBeGreaterThanOrEqual(30 * day);
    expect(total).toBeLessThan(31 * day);
    expect(delays.filter((delay) => delay === day).length).toBeGreaterThanOrEqual(26);
    expect(delays.length).toBeLessThan(60);
  });

  it('spreads receivers that failed together', () => {
    expect(nextDelayMs({ attempts: 1, elapsedMs: 0 }, 0)).toBe(4 * second);
    expect(nextDelayMs({ attempts: 1, elapsedMs: 0 }, 1)).toBe(6 * second);
  });

  it('waits as long as the receiver asked, up to an hour, and never less than the schedule', () => {
    expect(nextDelayMs({ attempts: 1, elapsedMs: 0, retryAfterMs: 40 * second }, 0.5)).toBe(40 * second);
    expect(nextDelayMs({ attempts: 1, elapsedMs: 0, retryAfterMs: 9 * hour }, 0.5)).toBe(hour);
    expect(nextDelayMs({ attempts: 4, elapsedMs: 0, retryAfterMs: second }, 0.5)).toBe(10 * minute);
  });
});

describe('retryAfterMs', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', 0],
    ['120', 120 * second],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30 * second],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { isWorthRetrying, retryAfterMs, waitBeforeNextMs, type Outcome } from './retries.js';

const answer = (status: number, isRetryable?: boolean, headers: Record<string, string> = {}): Outcome => ({
  kind: 'answer',
  status,
  headers: new Headers(headers),
  isRetryable,
});
const silence: Outcome = { kind: 'silence' };
const now = Date.parse('2027-01-31T09:30:00Z');

describe('what is worth sending again', () => {
  it.each([
    ['the platform says so', answer(409, true), true],
    ['the platform says no', answer(503, false), false],
    ['a gateway that is away', answer(502), true],
    ['a page that is not there', answer(404), false],
    ['no answer', silence, true],
  ])('%s', (_, outcome, isWorth) => {
    expect(isWorthRetrying(outcome, true)).toBe(isWorth);
  });

  it.each([
    ['no answer', silence, false],
    ['a gateway that is away', answer(502), false],
    ['too many requests: nothing was done', answer(429), true],
  ])('where a second time is a second thing: %s', (_, outcome, isWorth) => {
    expect(isWorthRetrying(outcome, false)).toBe(isWorth);
  });
});

describe('the wait before the next attempt', () => {
  it('doubles up to a bound, half of it by chance', () => {
    const range = (attempt: number) => [0, 1].map((chance) => waitBeforeNextMs(silence, attempt, chance, now));
    expect([1, 2, 3, 4, 5, 6, 50].map(range)).toEqual([
      [250, 500],
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [4_000, 8_000],
      [4_000, 8_000],
    ]);
  });

  it('is never shorter than was asked for', () => {
    expect(waitBeforeNextMs(answer(503, true, { 'Retry-After': '7' }), 1, 0, now)).toBe(7_000);
    expect(waitBeforeNextMs(answer(503, true, { 'Retry-After': '0' }), 1, 1, now)).toBe(250);
  });

  it('can be asked for as a date', () => {
    const after = (text: string) => retryAfterMs(new Headers({ 'Retry-After': text }), now);
    expect(after('Sun, 31 Jan 2027 09:30:05 GMT')).toBe(5_000);
    expect(after('Sun, 31 Jan 2027 09:29:05 GMT')).toBe(0);
    expect(after('soon')).toBeUndefined();
    expect(retryAfterMs(new Headers(), now)).toBeUndefined();
  });
});

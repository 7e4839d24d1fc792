import { describe, expect, it } from 'vitest';
import { timesDue, type PaymentSchedule } from './payment-schedule.js';
import { isEndShown, type OverStandingOrder } from './standing-order.js';

const settings = { RECONCILE_SETTLE_MS: 30_000, RECONCILE_READ_GAP_MS: 60_000, RECONCILE_GIVE_UP_MS: 900_000 };
const start = '2027-01-10T12:00:00Z';
const overSince = new Date('2027-03-01T12:00:00Z');
const later = (ms: number) => new Date(overSince.getTime() + ms);

function schedule(unit: 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly', every: number, until: string) {
  return { start, recurrence: { unit, every, until } } satisfies PaymentSchedule;
}

describe('how often a plan falls due at least', () => {
  it.each([
    [{ start, recurrence: null }, 1],
    [schedule('hourly', 6, '2027-01-11T12:00:00Z'), 4],
    [schedule('hourly', 6, '2027-01-11T12:00:01Z'), 5],
    [schedule('daily', 1, '2027-01-12T11:00:00Z'), 2],
    [schedule('weekly', 2, '2027-02-07T12:00:00Z'), 2],
    [schedule('monthly', 1, '2027-03-10T12:00:00Z'), 2],
    [schedule('monthly', 1, '2027-03-10T12:00:01Z'), 3],
    [schedule('monthly', 2, '2027-03-20T00:00:00Z'), 2],
    [schedule('yearly', 1, '2029-01-10T11:59:59Z'), 2],
  ])('%j: %i', (plan, times) => {
    expect(timesDue(plan)).toBe(times);
  });
});

describe('whether all that a plan paid is shown once it is over', () => {
  const finished: OverStandingOrder = {
    schedule: schedule('weekly', 1, '2027-01-31T12:00:00Z'),
    scheduleStatus: 'finished',
    overSince,
  };

  it.each([
    [3, 0, 'yes'],
    [2, 0, 'not_yet'],
    [0, 900_000, 'not_yet'],
    [0, 900_001, 'never'],
    [3, 900_001, 'yes'],
  ] as const)('finished, %i times known, %i ms later: %s', (ended, ms, shown) => {
    expect(isEndShown(finished, ended, later(ms), settings)).toBe(shown);
  });

  it.each([
    [start, 0, 'not_yet'],
    [start, 150_000, 'not_yet'],
    [start, 150_001, 'yes'],
    ['2027-03-01T12:00:01Z', 0, 'yes'],
  ] as const)('cancelled, beginning at %s, %i ms later: %s', (begins, ms, shown) => {
    const cancelled = {
      schedule: { start: begins, recurrence: null },
      scheduleStatus: 'cancelled',
      overSince,
    } as const;
    expect(isEndShown(cancelled, 0, later(ms), settings)).toBe(shown);
  });
});

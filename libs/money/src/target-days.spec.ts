import { describe, expect, it } from 'vitest';
import { endOfBusinessDay, isBusinessDay } from './target-days.js';

describe('TARGET business days', () => {
  it('knows when Easter is', () => {
    // Good Fridays and Easter Mondays, from the European Central Bank's calendar.
    for (const date of [
      '2024-03-29',
      '2024-04-01',
      '2025-04-18',
      '2025-04-21',
      '2026-04-03',
      '2026-04-06',
      '2027-03-26',
    ])
      expect(`${date} ${isBusinessDay(new Date(`${date}T00:00:00Z`))}`).toBe(`${date} false`);
    expect(isBusinessDay(new Date('2026-04-02T00:00:00Z'))).toBe(true);
  });

  it('are counted over holidays, and end at midnight in Amsterdam', () => {
    const end = (day: string, count: number) => endOfBusinessDay(new Date(`${day}T00:00:00Z`), count).toISOString();
    expect(end('2026-03-20', 15)).toBe('2026-04-14T22:00:00.000Z');
    expect(end('2026-12-23', 1)).toBe('2026-12-24T23:00:00.000Z');
    expect(end('2026-12-24', 1)).toBe('2026-12-28T23:00:00.000Z');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditableFrom, endOfNextBusinessDay } from './creditable.js';

const bunq = 'NL49BUNQ2060000017';
const elsewhere = 'NL91ABNA0417164300';
const executedAt = new Date('2026-11-20T10:00:00Z'); // a Friday

describe('creditable', () => {
  it('is at once between accounts at bunq', () => {
    expect(creditableFrom([{ creditorIban: bunq }], executedAt)).toEqual({ basis: 'within_bunq', from: executedAt });
  });

  it('is after the next business day to another bank, and to whom no account was shown', () => {
    const from = new Date('2026-11-23T23:00:00Z');
    expect(creditableFrom([{ creditorIban: elsewhere }], executedAt)).toEqual({ basis: 'sct_term', from });
    expect(creditableFrom([{ creditorIban: null }], executedAt)).toEqual({ basis: 'sct_term', from });
  });

  it('is when the bank said that it arrives, never before it was executed', () => {
    const arrivalExpectedAt = new Date('2026-11-20T10:00:10Z');
    expect(creditableFrom([{ creditorIban: elsewhere, arrivalExpectedAt }], executedAt)).toEqual({
      basis: 'expected_arrival',
      from: arrivalExpectedAt,
    });
    const past = new Date('2026-11-19T10:00:00Z');
    expect(creditableFrom([{ creditorIban: elsewhere, arrivalExpectedAt: past }], executedAt).from).toEqual(executedAt);
  });

  it('of many movements is when the last of them is', () => {
    const { basis } = creditableFrom([{ creditorIban: bunq }, { creditorIban: elsewhere }], executedAt);
    expect(basis).toBe('sct_term');
  });
});

describe('the end of the next business day', () => {
  it.each([
    ['on a Monday', '2026-11-16T10:00:00Z', '2026-11-17T23:00:00Z'],
    ['on a Saturday', '2026-11-21T10:00:00Z', '2026-11-23T23:00:00Z'],
    ['late on a Thursday, which is Friday in Amsterdam', '2026-11-19T23:30:00Z', '2026-11-23T23:00:00Z'],
    ['before Easter', '2026-04-02T10:00:00Z', '2026-04-07T22:00:00Z'],
    ['before Christmas', '2026-12-24T10:00:00Z', '2026-12-28T23:00:00Z'],
    ['before the first of May', '2026-04-30T10:00:00Z', '2026-05-04T22:00:00Z'],
    ['before summer time begins', '2026-03-27T10:00:00Z', '2026-03-30T22:00:00Z'],
    ['before summer time ends', '2026-10-23T10:00:00Z', '2026-10-26T23:00:00Z'],
  ])('%s', (_, after, end) => {
    expect(endOfNextBusinessDay(new Date(after)).toISOString()).toBe(new Date(end).toISOString());
  });

  it('lies one to six days ahead, at midnight in Amsterdam, whatever the day', () => {
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (after) => {
        const end = endOfNextBusinessDay(after);
        const days = (end.getTime() - after.getTime()) / 86_400_000;
        expect(days).toBeGreaterThan(0.95);
        expect(days).toBeLessThan(7);
        const clock = new Intl.DateTimeFormat('nl-NL', { timeStyle: 'medium', timeZone: 'Europe/Amsterdam' });
        expect(clock.format(end)).toBe('00:00:00');
      }),
    );
  });
});

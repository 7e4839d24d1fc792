import { describe, expect, it } from 'vitest';
import { parseRequestListSubject, requestListSubject } from './followed-list.js';
import { lookAgainInMs } from './follow-requests.js';

const now = Date.now();
const minute = 60_000;
const pending = (ageMs: number) =>
  ({ status: 'pending', updatedAt: new Date(now - ageMs), endRequested: null }) as const;
const accepted = (ageMs: number) => ({ ...pending(ageMs), status: 'accepted' }) as const;
const refundRequested = (ageMs: number) => ({ ...pending(ageMs), status: 'refund_requested' }) as const;

describe('how often requests are looked at', () => {
  it.each([
    ['fast while the payer is probably looking', [pending(1_000)], 1_500],
    ['slower after a while', [pending(5 * minute)], 5_000],
    ['by the youngest', [pending(60 * minute), pending(1_000)], 1_500],
    ['once a minute on the first day', [pending(60 * minute)], minute],
    ['every ten minutes later', [pending(3 * 24 * 60 * minute)], 10 * minute],
    ['fast while one is being taken back', [{ ...pending(60 * minute), endRequested: 'revoked' as const }], 1_500],
    ['once a minute in the first hour in which a refund can come', [accepted(59 * minute)], minute],
    ['every quarter of an hour on the first day after payment', [accepted(61 * minute)], 15 * minute],
    ['once an hour when only late refunds can come', [accepted(25 * 60 * minute)], 60 * minute],
    ['by the newest of those that were paid', [accepted(25 * 60 * minute), accepted(minute)], minute],
    ['again once a minute when a refund was asked', [refundRequested(minute)], minute],
    ['for a fresh payment beside an old request', [pending(3 * 24 * 60 * minute), accepted(minute)], minute],
    ['for a young request beside a fresh payment', [pending(1_000), accepted(minute)], 1_500],
  ])('%s', (_, followed, expected) => {
    expect(lookAgainInMs(followed, now)).toBe(expected);
  });
});

describe('the name of a list', () => {
  const list = {
    partnerId: '01980000-0000-7000-8000-000000000001',
    connectionId: '01980000-0000-7000-8000-000000000002',
    accountId: '01980000-0000-7000-8000-000000000003',
  };

  it('is read back as it was written', () => {
    expect(parseRequestListSubject(requestListSubject(list))).toEqual(list);
  });

  it.each([
    '',
    'x',
    'a/b/c',
    `${requestListSubject(list)}/x`,
    requestListSubject(list).toUpperCase().replaceAll('0', 'G'),
  ])('is not %j', (subject) => {
    expect(parseRequestListSubject(subject)).toBeUndefined();
  });
});

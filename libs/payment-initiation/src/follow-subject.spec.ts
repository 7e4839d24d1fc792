import { describe, expect, it } from 'vitest';
import { pollAfterMs } from './follow-payments.js';
import { followSubject, parseFollowSubject } from './follow-subject.js';

const ids = { partnerId: 'partner', consentId: 'consent', accountId: 'account' };

describe('the name of a followed list', () => {
  it.each([
    { rail: 'psp_draft' as const },
    { rail: 'issuer_transaction' as const },
    { rail: 'draft' as const, ...ids },
  ])('is read back as it was written: $rail', (list) => {
    expect(parseFollowSubject(followSubject({ ...ids, ...list }))).toEqual(list);
  });

  it.each(['', 'draft', 'draft/partner', 'draft/partner/consent', 'draft///', 'payouts', 'PSP_DRAFT', 'toString'])(
    '%j names no list',
    (subject) => expect(parseFollowSubject(subject)).toBeUndefined(),
  );
});

describe('the time until the next look', () => {
  const minute = 60_000;
  it.each([
    [0, 1_500],
    [2 * minute - 1, 1_500],
    [2 * minute, 5_000],
    [15 * minute, minute],
    [24 * 60 * minute, 10 * minute],
  ])('after %i ms is %i ms', (ageMs, expected) => {
    expect(pollAfterMs(ageMs)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { isFinalPayout, neverPaid, nextPayoutStatuses, payoutMayBecome, type PayoutStatus } from './payout-status.js';

const statuses = Object.keys(nextPayoutStatuses) as PayoutStatus[];
const legal: [PayoutStatus, PayoutStatus[]][] = [
  ['received', ['submitting', 'cancelled']],
  ['submitting', ['accepted', 'scheduled', 'awaiting_authorisation', 'outcome_unknown', 'cancelled', 'failed']],
  ['outcome_unknown', ['accepted', 'scheduled', 'awaiting_authorisation', 'in_review']],
  ['accepted', ['executed', 'partially_executed', 'in_review']],
  ['awaiting_authorisation', ['accepted', 'executed', 'scheduled', 'rejected', 'cancelled', 'expired', 'in_review']],
  ['scheduled', ['executed', 'partially_executed', 'cancelled', 'failed', 'in_review']],
  ['in_review', ['accepted', 'scheduled', 'awaiting_authorisation', 'executed', 'cancelled', 'failed']],
  ['executed', []],
  ['partially_executed', []],
  ['rejected', []],
  ['cancelled', []],
  ['expired', []],
  ['failed', []],
];

describe('the statuses of a payout', () => {
  it('are all in this table', () => {
    expect(legal.map(([status]) => status).sort()).toEqual([...statuses].sort());
  });

  it.each(legal)('%s leads to %j and nowhere else', (from, allowed) => {
    expect(statuses.filter((to) => payoutMayBecome(from, to)).sort()).toEqual([...allowed].sort());
    expect(isFinalPayout(from)).toBe(allowed.length === 0);
  });

  it('lead from doubt to no failure without a person: money may have moved', () => {
    for (const inDoubt of ['outcome_unknown', 'accepted'] as const)
      for (const end of neverPaid) expect(payoutMayBecome(inDoubt, end)).toBe(false);
  });
});

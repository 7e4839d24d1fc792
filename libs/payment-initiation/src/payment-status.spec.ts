import { describe, expect, it } from 'vitest';
import { isFinal, isoStatuses, nextPaymentStatuses, paymentMayBecome, type PaymentStatus } from './payment-status.js';

const statuses = Object.keys(nextPaymentStatuses) as PaymentStatus[];
const legal: [PaymentStatus, PaymentStatus[]][] = [
  ['received', ['submitting', 'rejected', 'cancelled', 'expired', 'failed']],
  ['submitting', ['awaiting_authorisation', 'outcome_unknown', 'cancelled', 'expired', 'failed']],
  ['outcome_unknown', ['awaiting_authorisation', 'failed', 'in_review']],
  ['awaiting_authorisation', ['authorised', 'rejected', 'cancelled', 'expired', 'failed', 'in_review']],
  ['authorised', ['executed', 'partially_executed', 'failed', 'in_review']],
  [
    'in_review',
    ['awaiting_authorisation', 'executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed'],
  ],
  ['executed', []],
  ['partially_executed', []],
  ['rejected', []],
  ['cancelled', []],
  ['expired', []],
  ['failed', []],
];

describe('the statuses of a payment', () => {
  it('are all in this table', () => {
    expect(legal.map(([status]) => status).sort()).toEqual([...statuses].sort());
  });

  it.each(legal)('%s leads to %j and nowhere else', (from, allowed) => {
    expect(statuses.filter((to) => paymentMayBecome(from, to)).sort()).toEqual([...allowed].sort());
  });

  it('never lead back to themselves', () => {
    expect(statuses.filter((status) => paymentMayBecome(status, status))).toEqual([]);
  });

  it('reach executed only through an authorisation or a person', () => {
    expect(statuses.filter((from) => paymentMayBecome(from, 'executed'))).toEqual(['authorised', 'in_review']);
  });

  it.each(legal)('%s is final exactly when it leads nowhere', (status, allowed) => {
    expect(isFinal(status)).toBe(allowed.length === 0);
    expect(isoStatuses[status]).toMatch(/^[A-Z]{4}$/);
  });
});

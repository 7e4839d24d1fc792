import { describe, expect, it } from 'vitest';
import {
  isFinal,
  nextPaymentRequestStatuses,
  paymentRequestMayBecome,
  paymentRequestStatuses,
} from './payment-request-status.js';

describe('the statuses of a payment request', () => {
  it('lead where the table says, and nowhere else', () => {
    for (const from of paymentRequestStatuses)
      for (const to of paymentRequestStatuses)
        expect(paymentRequestMayBecome(from, to)).toBe(
          (nextPaymentRequestStatuses[from] as readonly string[]).includes(to),
        );
  });

  it('never lead from paid back to unpaid, and never out of an end', () => {
    expect(paymentRequestMayBecome('accepted', 'rejected')).toBe(false);
    expect(paymentRequestMayBecome('accepted', 'revoked')).toBe(false);
    expect(paymentRequestMayBecome('accepted', 'expired')).toBe(false);
    expect(paymentRequestStatuses.filter(isFinal).toSorted()).toEqual([
      'expired',
      'failed',
      'refunded',
      'rejected',
      'revoked',
    ]);
  });

  it('never call an unknown outcome failed for lack of an answer: a review is the way out', () => {
    expect(nextPaymentRequestStatuses.outcome_unknown).toContain('in_review');
  });
});

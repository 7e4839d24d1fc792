import { Money } from '@sluis/money';
import { newId, toPublicId } from '@sluis/persistence';
import { describe, expect, it } from 'vitest';
import { mismatchOf } from './record-request-outcome.js';

const id = newId();
const euros = (cents: bigint) => Money.ofMinor(cents, 'EUR');
const request = { id, amount: euros(1250n) };
const paid = { amount: euros(1250n), amountPaid: euros(1250n), reference: toPublicId('paymentRequest', id) };

describe('evidence that a request was paid', () => {
  it('is our own request, paid with exactly what was asked for', () => {
    expect(mismatchOf(request, paid)).toBeUndefined();
  });

  it.each([
    ['another amount was paid', { amountPaid: euros(1249n) }, 'amount_paid_differs'],
    ['another currency was paid', { amountPaid: Money.ofMinor(1250n, 'USD') }, 'amount_paid_differs'],
    ['another amount was asked for', { amount: euros(1n) }, 'amount_differs'],
    ['another reference is shown', { reference: toPublicId('paymentRequest', newId()) }, 'reference_differs'],
    ['no reference is shown', { reference: undefined }, 'reference_differs'],
  ])('is none when %s', (_, change, mismatch) => {
    expect(mismatchOf(request, { ...paid, ...change })).toBe(mismatch);
  });
});

import { describe, expect, it } from 'vitest';
import { readAddress } from './request-address.js';

describe('where a payment request goes', () => {
  it.each([
    [' payer@example.com ', { email: 'payer@example.com' }],
    ['06 12 34 56 78', { phone: '+31612345678' }],
    ['+32 470 12 34 56', { phone: '+32470123456' }],
    ['nl14 bunq 2060 0017 00', 'malformed'],
    ['NL91 ABNA 0417 1643 00', 'malformed'],
    ['payer@', 'malformed'],
    ['12', 'malformed'],
    ['   ', 'missing'],
  ])('reads %j', (typed, expected) => {
    expect(readAddress(typed)).toEqual(
      typeof expected === 'string' ? expected : { name: null, iban: null, email: null, phone: null, ...expected },
    );
  });
});

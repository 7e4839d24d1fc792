import { describe, expect, it } from 'vitest';
import { chooseRail, isPossiblyBunqIban, type RailPolicy } from './payment-rail.js';

const bunqIban = 'NL42BUNQ2025123456';
const policy: RailPolicy = { knownPayer: 'psp_draft', unknownPayer: 'issuer_transaction' };

describe('the rail of a payment', () => {
  it.each([
    ['a consent', { hasConsent: true, debtorIban: null, creditorHasIban: true }, policy, 'draft'],
    ['a known payer', { hasConsent: false, debtorIban: bunqIban, creditorHasIban: true }, policy, 'psp_draft'],
    ['an unknown payer', { hasConsent: false, debtorIban: null, creditorHasIban: true }, policy, 'issuer_transaction'],
    [
      'an unknown payer who is asked on the page',
      { hasConsent: false, debtorIban: null, creditorHasIban: true },
      { ...policy, unknownPayer: 'psp_draft' as const },
      'psp_draft',
    ],
    [
      'a payee without IBAN',
      { hasConsent: false, debtorIban: bunqIban, creditorHasIban: false },
      policy,
      'issuer_transaction',
    ],
  ])('with %s follows the policy', (_, order, rule, rail) => {
    expect(chooseRail(order, rule)).toBe(rail);
  });

  it('does not exist for a payer at another bank', () => {
    const order = { hasConsent: false, debtorIban: 'NL91ABNA0417164300', creditorHasIban: true };
    expect(() => chooseRail(order, policy)).toThrow(expect.objectContaining({ code: 'rail_not_available' }));
  });

  it.each([
    [bunqIban, true],
    ['IE29BUNQ93115212345678', true],
    ['NL91ABNA0417164300', false],
    ['DE89370400440532013000', true],
  ])('%s may be an account at bunq: %s', (iban, expected) => {
    expect(isPossiblyBunqIban(iban)).toBe(expected);
  });
});

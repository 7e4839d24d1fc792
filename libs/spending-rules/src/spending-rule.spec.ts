import { Money } from '@sluis/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenBy, isLoosening, type SpendingLimits, type SpendingRule } from './spending-rule.js';

const euros = (amount: number) => Money.ofMinor(BigInt(amount) * 100n, 'EUR');
const iban = 'NL49BUNQ2060000017';
const none: SpendingLimits = { perPayment: null, perDay: null, perMonth: null, allowedCreditors: null };

function aRule(limits: Partial<SpendingLimits>, usedToday = 0, usedThisMonth = usedToday): SpendingRule {
  return {
    id: 'rule',
    partnerId: 'partner',
    consentId: null,
    limits: { ...none, ...limits },
    day: '2026-11-21',
    usedToday: euros(usedToday),
    month: '2026-11-01',
    usedThisMonth: euros(usedThisMonth),
    version: 1,
    setBy: 'operator',
    createdAt: new Date(),
    updatedAt: new Date(),
  };
}

describe('a spending rule', () => {
  it.each([
    ['nothing, without limits', aRule({}, 1_000_000), undefined],
    ['nothing, at the very limit of a payment', aRule({ perPayment: euros(10) }), undefined],
    ['a payment above its limit', aRule({ perPayment: euros(9) }), 'per_payment'],
    ['nothing, when it takes the last of the day', aRule({ perDay: euros(100) }, 90), undefined],
    ['what is more than is left of the day', aRule({ perDay: euros(100) }, 91), 'per_day'],
    ['what is more than is left of the month', aRule({ perMonth: euros(100) }, 0, 91), 'per_month'],
    ['nothing, to an allowed creditor', aRule({ allowedCreditors: [iban] }), undefined],
    ['another creditor', aRule({ allowedCreditors: ['NL12BUNQ0123456789'] }), 'allowed_creditors'],
  ])('refuses %s', (_, rule, name) => {
    expect(brokenBy(rule, { creditorIbans: [iban], amount: euros(10), isRecurring: false })?.name).toBe(name);
  });

  it('refuses a creditor without IBAN where creditors are named', () => {
    expect(
      brokenBy(aRule({ allowedCreditors: [iban] }), {
        creditorIbans: [iban, null],
        amount: euros(1),
        isRecurring: false,
      })?.name,
    ).toBe('allowed_creditors');
  });

  it('refuses a recurring order where a day or a month is limited, because the bank pays it without asking', () => {
    const recurring = { creditorIbans: [iban], amount: euros(1), isRecurring: true };
    expect(brokenBy(aRule({ perDay: euros(100) }), recurring)?.name).toBe('per_day');
    expect(brokenBy(aRule({ perMonth: euros(100) }), recurring)?.name).toBe('per_month');
    expect(brokenBy(aRule({ perPayment: euros(100) }), recurring)).toBeUndefined();
  });

  it('is loosened by whatever allows an order that it refused before', () => {
    const limit = fc.option(fc.integer({ min: 1, max: 20 }).map(euros));
    const limits = fc.record({
      perPayment: limit,
      perDay: limit,
      perMonth: limit,
      allowedCreditors: fc.option(fc.subarray([iban, 'NL12BUNQ0123456789'], { minLength: 1 })),
    });
    const order = fc.record({
      creditorIbans: fc.array(fc.constantFrom(iban, 'NL12BUNQ0123456789', 'NL91ABNA0417164300'), { minLength: 1 }),
      amount: fc.integer({ min: 1, max: 25 }).map(euros),
      isRecurring: fc.boolean(),
    });
    fc.assert(
      fc.property(limits, limits, order, (before, after, asked) => {
        const allowsMore = brokenBy(aRule(before), asked) !== undefined && brokenBy(aRule(after), asked) === undefined;
        expect(isLoosening(before, after) || !allowsMore).toBe(true);
      }),
    );
    expect(isLoosening(none, { ...none, perDay: euros(1) })).toBe(false);
    expect(isLoosening({ ...none, perDay: euros(1) }, none)).toBe(true);
  });
});

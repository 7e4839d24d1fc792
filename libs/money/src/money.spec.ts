import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Money } from './money.js';
import { moneyWireSchema } from './money.schema.js';

describe('Money', () => {
  it('survives the wire in both directions for any amount', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 16n), 10n ** 16n), (minorUnits) => {
        const money = Money.ofMinor(minorUnits, 'EUR');
        expect(Money.fromWire(money.toWire()).equals(money)).toBe(true);
      }),
    );
  });

  it.each([
    ['12.5', 1250n],
    ['500', 50000n],
    ['-0.05', -5n],
  ])('reads %s as bunq writes it', (value, minorUnits) => {
    expect(Money.fromWire({ value, currency: 'EUR' }).minorUnits).toBe(minorUnits);
  });

  it.each(['1e3', '12,50', '', '.5', '12.505', ' 1', '１', 'NaN'])('refuses %j', (value) => {
    expect(() => Money.fromWire({ value, currency: 'EUR' })).toThrow(RangeError);
  });
});

describe('moneyWireSchema', () => {
  it.each(['0.00', '-1.00', '1e3', '12.505', '12,50', '012.50', '12.5', '1', '١٢.٥٠', '123456789.00'])(
    'refuses the value %j',
    (value) => {
      expect(moneyWireSchema.safeParse({ value, currency: 'EUR' }).success).toBe(false);
    },
  );

  it.each(['eur', 'USD', '', 'EUR '])('refuses the currency %j', (currency) => {
    expect(moneyWireSchema.safeParse({ value: '1.00', currency }).success).toBe(false);
  });

  it('accepts an ordinary amount', () => {
    expect(moneyWireSchema.safeParse({ value: '12.50', currency: 'EUR' }).success).toBe(true);
  });
});

import { Money } from '@sluis/money';
import { describe, expect, it } from 'vitest';
import { readAmount } from './typed-amount.js';

const euros = (value: string) => Money.fromWire({ value, currency: 'EUR' });
const bounds = { minimum: euros('1.00'), maximum: euros('1000.00') };

describe('an amount that a payer typed', () => {
  it.each([
    ['12,50', '12.50'],
    ['12.50', '12.50'],
    ['12', '12.00'],
    ['12,5', '12.50'],
    ['€ 12,50', '12.50'],
    ['12,50 EUR', '12.50'],
    ['12,-', '12.00'],
    ['1000', '1000.00'],
    ['1.00', '1.00'],
    ['0012', '12.00'],
  ])('%j is %s', (text, value) => {
    expect(readAmount(text, bounds)).toEqual(euros(value));
  });

  it.each([
    ['', 'missing'],
    [' € ', 'missing'],
    ['1.000', 'malformed'],
    ['1,000.00', 'malformed'],
    ['-5', 'malformed'],
    ['1e3', 'malformed'],
    ['twelve', 'malformed'],
    ['١٢', 'malformed'],
    ['999999999', 'malformed'],
    ['0,99', 'too_low'],
    ['0', 'too_low'],
    ['1000,01', 'too_high'],
  ])('%j is %s', (text, error) => {
    expect(readAmount(text, bounds)).toBe(error);
  });
});

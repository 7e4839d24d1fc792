import { Money } from '@sluis/money';
import type { AmountError } from './views/index.js';

/**
 * Reads an amount as people type it: "12,50", "12.50", "12", "€ 12,5". Three digits after a comma or point could be
 * thousands or tenths of cents, so they are asked for again instead of guessed at.
 */
export function readAmount(
  text: string,
  { minimum, maximum }: { minimum: Money; maximum: Money },
): Money | AmountError {
  const typed = text.replace(/[\s\u00a0\u202f]|€|EUR/gi, '').replace(/,-$/, '');
  if (typed === '') return 'missing';
  if (!/^\d{1,8}([.,]\d{1,2})?$/.test(typed)) return 'malformed';
  const amount = Money.fromWire({ value: typed.replace(',', '.'), currency: minimum.currency });
  if (amount.minorUnits < minimum.minorUnits) return 'too_low';
  return amount.minorUnits > maximum.minorUnits ? 'too_high' : amount;
}

import { BunqAmountError } from './bunq-api.error.js';
import type { BunqAmount } from './bunq-objects.js';

/**
 * An amount as it may leave: bunq would refuse any other, or read it in its own way. bunq documents no maximum for money that
 * moves; what an account holds and its daily limit are for bunq to say.
 *
 * @param field as bunq names it
 * @param mostEuros the most that bunq documents for this field
 * @throws BunqAmountError
 */
export function writeAmount(field: string, { value, currency }: BunqAmount, mostEuros?: number): BunqAmount {
  if (!/^-?(0|[1-9]\d*)\.\d{2}$/.test(value) || !/^[A-Z]{3}$/.test(currency))
    throw new BunqAmountError(field, 'format');
  const cents = BigInt(value.replace('.', ''));
  if (cents <= 0n) throw new BunqAmountError(field, 'not_positive');
  if (mostEuros !== undefined && cents > BigInt(mostEuros) * 100n) throw new BunqAmountError(field, 'too_high');
  return { value, currency };
}

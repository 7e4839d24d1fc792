import { z } from 'zod';

/** Cents as `bigint` in memory and as a decimal string in a snapshot, so that no amount ever passes through a float. */
export const cents = z.codec(z.string().regex(/^-?\d+$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/**
 * Reads an amount as bunq accepts it on input: `"12.50"`, `"12.5"` and `"500"` alike.
 *
 * @returns undefined when the text is not such an amount
 */
export function parseCents(value: string): bigint | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(value);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** Writes cents as bunq emits them: always two decimals, a sign only when negative. */
export function formatCents(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${magnitude / 100n}.${(magnitude % 100n).toString().padStart(2, '0')}`;
}

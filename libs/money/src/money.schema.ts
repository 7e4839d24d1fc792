import { z } from 'zod';

/**
 * A positive euro amount as partners write it: `{ "value": "12.50", "currency": "EUR" }`. Exactly two decimals, no
 * sign, no exponent, no leading zeros, at most 99,999,999.99; everything else is refused rather than guessed at.
 */
export const moneyWireSchema = z
  .strictObject({
    value: z
      .string()
      .regex(/^(0|[1-9]\d{0,7})\.\d{2}$/, 'must be a decimal string with exactly two decimals, for example "12.50"')
      .refine((value) => value !== '0.00', 'must be more than 0.00'),
    currency: z.literal('EUR', 'must be "EUR"'),
  })
  .meta({ id: 'Money' });

/** An amount as partners read it: any sign, any size. Negative where money left an account. */
export const amountShownSchema = z
  .strictObject({
    value: z.string().regex(/^-?(0|[1-9]\d*)\.\d{2}$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .meta({ id: 'Amount', examples: [{ value: '12.50', currency: 'EUR' }] });

export type MoneyWire = z.infer<typeof moneyWireSchema>;

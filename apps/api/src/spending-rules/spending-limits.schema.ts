import { Money, moneyWireSchema } from '@sluis/money';
import type { SpendingLimits } from '@sluis/spending-rules';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';

/** Limits that a partner asks for with a consent. */
export const spendingLimitsSchema = z
  .strictObject({
    per_payment: moneyWireSchema.optional(),
    per_day: moneyWireSchema.optional(),
    per_month: moneyWireSchema.optional(),
    allowed_creditors: z
      .array(z.strictObject({ iban: ibanSchema }))
      .min(1)
      .max(50)
      .optional(),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit !== undefined), 'must name at least one limit');

export function toSpendingLimits(wire: z.output<typeof spendingLimitsSchema>): SpendingLimits {
  const { per_payment: perPayment, per_day: perDay, per_month: perMonth, allowed_creditors: creditors } = wire;
  return {
    perPayment: perPayment ? Money.fromWire(perPayment) : null,
    perDay: perDay ? Money.fromWire(perDay) : null,
    perMonth: perMonth ? Money.fromWire(perMonth) : null,
    allowedCreditors: creditors ? [...new Set(creditors.map(({ iban }) => iban))] : null,
  };
}

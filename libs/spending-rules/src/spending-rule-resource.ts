import { amountShownSchema, Money } from '@sluis/money';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { spendingTimeZone, type SpendingRule } from './spending-rule.js';

const periodSchema = z.strictObject({
  limit: amountShownSchema.nullable(),
  used: amountShownSchema,
  remaining: amountShownSchema.nullable().describe('Null without a limit.'),
  since: z.string().describe('The calendar day or the first day of the month, in `time_zone`.'),
});

/** Limits and their use, as partners see them, in answers and inside consents. */
export const spendingRuleResourceSchema = z
  .strictObject({
    id: publicIdSchema('spendingRule'),
    scope: z.enum(['partner', 'consent']),
    consent_id: publicIdSchema('consent').nullable(),
    per_payment: z.strictObject({ limit: amountShownSchema }).nullable(),
    per_day: periodSchema,
    per_month: periodSchema,
    allowed_creditors: z.array(z.strictObject({ iban: z.string() })).nullable(),
    time_zone: z.string(),
    set_by: z.enum(['operator', 'partner']),
    version: z.int(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'SpendingRule' });
export type SpendingRuleResource = z.output<typeof spendingRuleResourceSchema>;

export function toSpendingRuleResource(rule: SpendingRule): SpendingRuleResource {
  const { limits } = rule;
  return {
    id: toPublicId('spendingRule', rule.id),
    scope: rule.consentId === null ? 'partner' : 'consent',
    consent_id: rule.consentId && toPublicId('consent', rule.consentId),
    per_payment: limits.perPayment ? { limit: limits.perPayment.toWire() } : null,
    per_day: period(limits.perDay, rule.usedToday, rule.day),
    per_month: period(limits.perMonth, rule.usedThisMonth, rule.month),
    allowed_creditors: limits.allowedCreditors?.map((iban) => ({ iban })) ?? null,
    time_zone: spendingTimeZone,
    set_by: rule.setBy,
    version: rule.version,
    created_at: rule.createdAt.toISOString(),
    updated_at: rule.updatedAt.toISOString(),
  };
}

function period(limit: Money | null, used: Money, since: string): z.output<typeof periodSchema> {
  return { limit: limit?.toWire() ?? null, used: used.toWire(), remaining: remaining(limit, used), since };
}

/** A limit that was lowered below its use leaves nothing, never less than that. */
function remaining(limit: Money | null, used: Money) {
  if (limit === null) return null;
  const left = limit.minorUnits - used.minorUnits;
  return Money.ofMinor(left > 0n ? left : 0n, limit.currency).toWire();
}

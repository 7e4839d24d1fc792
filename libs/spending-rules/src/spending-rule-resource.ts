import { Money } from '@sluis/money';
import { toPublicId } from '@sluis/persistence';
import { spendingTimeZone, type SpendingRule } from './spending-rule.js';

type Wire = { value: string; currency: string };

interface PeriodResource {
  limit: Wire | null;
  used: Wire;
  /** Null without a limit. */
  remaining: Wire | null;
  /** The calendar day or the first day of the month, in `time_zone`. */
  since: string;
}

/** Limits and their use, as partners see them, in answers and inside consents. */
export interface SpendingRuleResource {
  id: string;
  scope: 'partner' | 'consent';
  consent_id: string | null;
  per_payment: { limit: Wire } | null;
  per_day: PeriodResource;
  per_month: PeriodResource;
  allowed_creditors: { iban: string }[] | null;
  time_zone: string;
  set_by: string;
  version: number;
  created_at: string;
  updated_at: string;
}

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

function period(limit: Money | null, used: Money, since: string): PeriodResource {
  return { limit: limit?.toWire() ?? null, used: used.toWire(), remaining: remaining(limit, used), since };
}

/** A limit that was lowered below its use leaves nothing, never less than that. */
function remaining(limit: Money | null, used: Money): Wire | null {
  if (limit === null) return null;
  const left = limit.minorUnits - used.minorUnits;
  return Money.ofMinor(left > 0n ? left : 0n, limit.currency).toWire();
}

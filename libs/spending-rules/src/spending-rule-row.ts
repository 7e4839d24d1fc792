import { Money } from '@sluis/money';
import type { SpendingRule } from './spending-rule.js';

/** A row as the driver gives it: `bigint` as text. */
export interface SpendingRuleRow {
  id: string;
  partnerId: string;
  consentId: string | null;
  currency: string;
  perPayment: string | null;
  perDay: string | null;
  perMonth: string | null;
  allowedCreditors: string[] | null;
  day: string;
  usedToday: string;
  month: string;
  usedThisMonth: string;
  version: number;
  setBy: SpendingRule['setBy'];
  createdAt: Date;
  updatedAt: Date;
}

// A clock that was set back finds the row a day ahead: the use stays where it is until the clock has caught up.
const today = `greatest(day, (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date)`;
const thisMonth = `greatest(month, date_trunc('month', clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date)`;

/** The columns of a rule, with the use of a day or month that is over left out. */
export const ruleColumns = `id, partner_id AS "partnerId", consent_id AS "consentId", currency,
  per_payment_minor AS "perPayment", per_day_minor AS "perDay", per_month_minor AS "perMonth",
  allowed_creditors AS "allowedCreditors",
  ${today}::text AS day, CASE WHEN day = ${today} THEN day_used_minor ELSE 0 END AS "usedToday",
  ${thisMonth}::text AS month, CASE WHEN month = ${thisMonth} THEN month_used_minor ELSE 0 END AS "usedThisMonth",
  version, set_by AS "setBy", created_at AS "createdAt", updated_at AS "updatedAt"`;

export function toSpendingRule(row: SpendingRuleRow): SpendingRule {
  const { currency, perPayment, perDay, perMonth, allowedCreditors, usedToday, usedThisMonth, ...rest } = row;
  const money = (minor: string) => Money.ofMinor(BigInt(minor), currency);
  return {
    ...rest,
    limits: {
      perPayment: perPayment === null ? null : money(perPayment),
      perDay: perDay === null ? null : money(perDay),
      perMonth: perMonth === null ? null : money(perMonth),
      allowedCreditors,
    },
    usedToday: money(usedToday),
    usedThisMonth: money(usedThisMonth),
  };
}

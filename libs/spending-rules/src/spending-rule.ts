import { Money } from '@sluis/money';

/** What a rule can hold back an order by. */
export const spendingRuleNames = ['allowed_creditors', 'per_payment', 'per_day', 'per_month'] as const;
export type SpendingRuleName = (typeof spendingRuleNames)[number];

/** Null means that there is no such limit. */
export interface SpendingLimits {
  perPayment: Money | null;
  perDay: Money | null;
  perMonth: Money | null;
  /** IBANs without spaces. Only they may be paid; an e-mail address or a phone number is then none of them. */
  allowedCreditors: string[] | null;
}

/** The limits of one partner or one consent, and what is taken up of them now. */
export interface SpendingRule {
  id: string;
  partnerId: string;
  /** Null: the partner's own rule, over all that it orders. */
  consentId: string | null;
  limits: SpendingLimits;
  /** Today, by the calendar of `spendingTimeZone`. */
  day: string;
  usedToday: Money;
  /** The first day of this month. */
  month: string;
  usedThisMonth: Money;
  version: number;
  setBy: 'operator' | 'partner';
  createdAt: Date;
  updatedAt: Date;
}

/** Where days and months begin: the calendar of the bank and of the people who pay. */
export const spendingTimeZone = 'Europe/Amsterdam';
export const spendingCurrency = 'EUR';

/** An order that a rule is asked about. */
export interface SpendingOrder {
  /** Of an order of many: each of them. Null for who is named by an e-mail address or a phone number. */
  creditorIbans: readonly (string | null)[];
  /** Of an order of many: the sum, which is what the payer agrees to at once. */
  amount: Money;
  /** Paid again and again by the bank, which asks nobody: it cannot be held to a day or a month. */
  isRecurring: boolean;
}

/** The first rule that an order breaks. */
export interface BrokenSpendingRule {
  name: SpendingRuleName;
  limit: Money | null;
  used: Money | null;
}

/** Creditor first, then from the smallest limit to the largest: the answer that tells most. */
export function brokenBy(rule: SpendingRule, order: SpendingOrder): BrokenSpendingRule | undefined {
  const { allowedCreditors, perPayment, perDay, perMonth } = rule.limits;
  if (allowedCreditors && !order.creditorIbans.every((iban) => iban !== null && allowedCreditors.includes(iban)))
    return { name: 'allowed_creditors', limit: null, used: null };
  if (perPayment && exceeds(order.amount, perPayment)) return { name: 'per_payment', limit: perPayment, used: null };
  if (perDay && (order.isRecurring || exceeds(plus(rule.usedToday, order.amount), perDay)))
    return { name: 'per_day', limit: perDay, used: rule.usedToday };
  if (perMonth && (order.isRecurring || exceeds(plus(rule.usedThisMonth, order.amount), perMonth)))
    return { name: 'per_month', limit: perMonth, used: rule.usedThisMonth };
  return undefined;
}

/** Whether `after` allows anything that `before` does not: what a second person should agree to. */
export function isLoosening(before: SpendingLimits | undefined, after: SpendingLimits): boolean {
  if (!before) return false;
  const isLooser = (old: Money | null, now: Money | null) => old !== null && (now === null || exceeds(now, old));
  const { allowedCreditors: old } = before;
  const { allowedCreditors: now } = after;
  const allowsMore = old !== null && (now === null || now.some((iban) => !old.includes(iban)));
  return (
    allowsMore ||
    isLooser(before.perPayment, after.perPayment) ||
    isLooser(before.perDay, after.perDay) ||
    isLooser(before.perMonth, after.perMonth)
  );
}

function exceeds(amount: Money, limit: Money): boolean {
  return amount.minorUnits > limit.minorUnits;
}

function plus(left: Money, right: Money): Money {
  return Money.ofMinor(left.minorUnits + right.minorUnits, left.currency);
}

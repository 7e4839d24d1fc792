import { Money, moneyWireSchema } from '@sluis/money';
import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { SpendingRules, toSpendingRuleResource, type SpendingLimits, type SpendingRule } from '@sluis/spending-rules';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requirePartner } from './known-partner.js';
import { operator, withPlatform } from './with-platform.js';

export interface PartnerLimit extends OperatorOptions {
  partner: string;
  perPayment?: string;
  perDay?: string;
  perMonth?: string;
  allowCreditor?: string[];
  none?: true;
  reason?: string;
}

const longestReason = 200;

/** Sets a partner's limits, or shows them with their use when none is given. */
export async function limitPartner(options: PartnerLimit): Promise<void> {
  const limits = limitsOf(options);
  const reason = options.reason?.trim() ?? '';
  if (limits && (reason === '' || reason.length > longestReason)) {
    throw new UsageError(`Say why with --reason, in 1 to ${longestReason} characters; it goes into the audit trail.`);
  }
  const { rule, title } = await withPlatform(options, (platform) =>
    platform.get(Transactions).run(async (tx) => {
      const partner = await requirePartner(platform.get(Partners), tx, options.partner);
      const rules = platform.get(SpendingRules);
      if (!limits) return { rule: await rules.ofPartner(tx, partner.id), title: `Limits of ${partner.name}` };
      const set = await rules.setForPartner(tx, partner.id, limits, { actor: operator, reason });
      return { rule: set.rule, title: set.isLoosening ? 'Limits set; they allow more than before' : 'Limits set' };
    }),
  );
  if (options.json === true) console.log(JSON.stringify(rule ? toSpendingRuleResource(rule) : null, null, 2));
  else printResult(false, { title, facts: rule ? factsOf(rule) : { limits: 'none' } });
}

/** @returns undefined when nothing is to be changed */
function limitsOf({ perPayment, perDay, perMonth, allowCreditor, none }: PartnerLimit): SpendingLimits | undefined {
  const isLimited = [perPayment, perDay, perMonth, allowCreditor].some((limit) => limit !== undefined);
  if (isLimited && none) throw new UsageError('Give limits or --none, not both.');
  if (!isLimited && !none) return undefined;
  return {
    perPayment: amountOf('--per-payment', perPayment),
    perDay: amountOf('--per-day', perDay),
    perMonth: amountOf('--per-month', perMonth),
    allowedCreditors: allowCreditor ? [...new Set(allowCreditor.map(ibanOf))] : null,
  };
}

function amountOf(option: string, value: string | undefined): Money | null {
  if (value === undefined) return null;
  const wire = moneyWireSchema.safeParse({ value, currency: 'EUR' });
  if (!wire.success) throw new UsageError(`${option} takes euros with two decimals, for example 250.00.`);
  return Money.fromWire(wire.data);
}

function ibanOf(text: string): string {
  const iban = electronicFormatIBAN(text) ?? '';
  if (!isValidIBAN(iban)) throw new UsageError('--allow-creditor takes an IBAN; this one is not valid.');
  return iban;
}

function factsOf(rule: SpendingRule): Record<string, string | readonly string[]> {
  const { per_payment: perPayment, per_day: perDay, per_month: perMonth } = toSpendingRuleResource(rule);
  const of = ({ limit, used }: { limit: { value: string } | null; used: { value: string } }) =>
    `${limit ? `${limit.value} EUR` : 'no limit'}, used ${used.value} EUR`;
  return {
    per_payment: perPayment ? `${perPayment.limit.value} EUR` : 'no limit',
    per_day: of(perDay),
    per_month: of(perMonth),
    creditors: rule.limits.allowedCreditors ?? 'any',
  };
}

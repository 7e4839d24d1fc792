import { Money, moneyWireSchema } from '@sluis/money';
import { Partners } from '@sluis/partners';
import { Transactions } from '@sluis/persistence';
import { SpendingRules, toSpendingRuleResource, type SpendingRule } from '@sluis/spending-rules';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { changeOrAsk, printAsked, requireReason } from './change-or-ask.js';
import { requirePartner } from './known-partner.js';
import { withPlatform } from './with-platform.js';

export interface PartnerLimit extends OperatorOptions {
  partner: string;
  perPayment?: string;
  perDay?: string;
  perMonth?: string;
  allowCreditor?: string[];
  none?: true;
  reason?: string;
}

/** Sets a partner's limits, or shows them with their use when none is given. */
export async function limitPartner(options: PartnerLimit): Promise<void> {
  const payload = wantedOf(options);
  const reason = payload && requireReason(options.reason);
  const { rule, name, asked } = await withPlatform(options, async (platform) => {
    const isChange = payload !== undefined && reason !== undefined;
    const { id, name } = await platform
      .get(Transactions)
      .run((tx) => requirePartner(platform.get(Partners), tx, options.partner));
    const asked = isChange
      ? await changeOrAsk(platform, { kind: 'partner.spending_limits', payload, reason })
      : undefined;
    const rule = await platform.get(Transactions).run((tx) => platform.get(SpendingRules).ofPartner(tx, id));
    return { rule, name, asked };
  });
  if (asked !== undefined) return printAsked(options.json === true, asked);
  const title = payload ? 'Limits set' : `Limits of ${name}`;
  if (options.json === true) console.log(JSON.stringify(rule ? toSpendingRuleResource(rule) : null, null, 2));
  else printResult(false, { title, facts: rule ? factsOf(rule) : { limits: 'none' } });
}

/** @returns undefined when nothing is to be changed */
function wantedOf(options: PartnerLimit): Record<string, unknown> | undefined {
  const { partner, perPayment, perDay, perMonth, allowCreditor, none } = options;
  const isLimited = [perPayment, perDay, perMonth, allowCreditor].some((limit) => limit !== undefined);
  if (isLimited && none) throw new UsageError('Give limits or --none, not both.');
  if (!isLimited && !none) return undefined;
  return {
    partner,
    per_payment: amountOf('--per-payment', perPayment),
    per_day: amountOf('--per-day', perDay),
    per_month: amountOf('--per-month', perMonth),
    allowed_creditors: allowCreditor ? [...new Set(allowCreditor.map(ibanOf))] : null,
  };
}

function amountOf(option: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  const wire = moneyWireSchema.safeParse({ value, currency: 'EUR' });
  if (!wire.success) throw new UsageError(`${option} takes euros with two decimals, for example 250.00.`);
  return Money.fromWire(wire.data).toWire().value;
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

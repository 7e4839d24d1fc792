import { Injectable } from '@nestjs/common';
import { type ChangeFacts, Changes } from '@sluis/changes';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { fromPublicId, queryRows, type Transaction } from '@sluis/persistence';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { z } from 'zod';
import { isLoosening, spendingCurrency, type SpendingLimits } from './spending-rule.js';
import { SpendingRules } from './spending-rules.service.js';

const euros = z
  .string()
  .regex(/^\d{1,10}\.\d{2}$/, 'takes euros with two decimals')
  .transform((value) => Money.fromWire({ value, currency: spendingCurrency }))
  .nullable();
const iban = z
  .string()
  .max(50)
  .transform((text) => electronicFormatIBAN(text) ?? '')
  .refine((text) => isValidIBAN(text), 'is not a valid IBAN');

/** All limits together, as they are set: what is null is not limited. */
const limitsChange = z.strictObject({
  partner: z.string().max(100),
  per_payment: euros,
  per_day: euros,
  per_month: euros,
  allowed_creditors: z.array(iban).min(1).max(200).nullable(),
});
type LimitsChange = z.output<typeof limitsChange>;

/** Limits that allow a partner more than before take two people; those that allow less are set at once. */
@Injectable()
export class SpendingLimitChanges {
  constructor(changes: Changes, rules: SpendingRules) {
    changes.register<LimitsChange>({
      name: 'partner.spending_limits',
      payload: limitsChange,
      look: async (tx, payload) => {
        const id = await requirePartner(tx, payload.partner);
        const now = (await rules.ofPartner(tx, id))?.limits;
        const wanted = limitsOf(payload);
        return {
          partnerId: id,
          subject: { type: 'partner', id: payload.partner },
          before: factsOf(now),
          after: factsOf(wanted),
          isTightening: !isLoosening(now, wanted),
        };
      },
      apply: async (tx, payload, { actor, reason }) => {
        await rules.setForPartner(tx, await requirePartner(tx, payload.partner), limitsOf(payload), { actor, reason });
      },
    });
  }
}

async function requirePartner(tx: Transaction, publicId: string): Promise<string> {
  const id = fromPublicId('partner', publicId);
  const found = id === undefined ? [] : await queryRows(tx, `SELECT 1 FROM partners WHERE id = $1`, [id]);
  if (id === undefined || found.length === 0) throw new DomainError('request_invalid', 'There is no such partner.');
  return id;
}

function limitsOf(payload: LimitsChange): SpendingLimits {
  return {
    perPayment: payload.per_payment,
    perDay: payload.per_day,
    perMonth: payload.per_month,
    allowedCreditors: payload.allowed_creditors && [...new Set(payload.allowed_creditors)],
  };
}

function factsOf(limits: SpendingLimits | undefined): ChangeFacts {
  const inWords = (amount: Money | null | undefined) => (amount ? `${amount.toWire().value} EUR` : 'no limit');
  return {
    per_payment: inWords(limits?.perPayment),
    per_day: inWords(limits?.perDay),
    per_month: inWords(limits?.perMonth),
    creditors: limits?.allowedCreditors?.join(', ') ?? 'any',
  };
}

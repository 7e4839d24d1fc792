import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import type { Money } from '@sluis/money';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { brokenBy, type BrokenSpendingRule, type SpendingOrder, type SpendingRule } from './spending-rule.js';
import { ruleColumns, toSpendingRule, type SpendingRuleRow } from './spending-rule-row.js';

export interface ReservingOrder extends SpendingOrder {
  partnerId: string;
  /** The payment, by its id. */
  orderId: string;
  consentId: string | null;
}

interface Reservation {
  ruleId: string;
  amountMinor: string;
  day: string;
  month: string;
}

/**
 * Counts orders against the rules they fall under, inside the transaction that creates or ends them.
 *
 * The rule's row is the lock: it is taken before its use is read and held until the commit, the partner's rule before
 * the consent's, so that no two orders can both take the last of a limit, and none waits in a circle.
 */
@Injectable()
export class SpendingReservations {
  /**
   * Takes up `order.amount` under every rule that applies. An order under no rule costs one index lookup.
   *
   * @throws DomainError spending_rule_broken
   */
  async reserve(tx: Transaction, order: ReservingOrder): Promise<void> {
    await this.reserveUnder(tx, `consent_id IS NULL OR consent_id = $2`, order);
  }

  /**
   * As `reserve`, for an order that comes under a consent only after it was created: the partner's rule counted it then.
   *
   * @throws DomainError spending_rule_broken
   */
  async reserveUnderConsent(tx: Transaction, order: ReservingOrder & { consentId: string }): Promise<void> {
    await this.reserveUnder(tx, `consent_id = $2`, order);
  }

  private async reserveUnder(tx: Transaction, condition: string, order: ReservingOrder): Promise<void> {
    const rows = await queryRows<SpendingRuleRow>(
      tx,
      `SELECT ${ruleColumns} FROM spending_rules WHERE partner_id = $1 AND (${condition})
       ORDER BY consent_id NULLS FIRST FOR NO KEY UPDATE`,
      [order.partnerId, order.consentId],
    );
    const rules = rows.map(toSpendingRule);
    for (const rule of rules) {
      const broken = brokenBy(rule, order);
      if (broken) throw brokenRuleError(rule, broken, order);
    }
    for (const rule of rules) await this.take(tx, rule, order);
  }

  /**
   * Gives back what an order took up and did not pay. Safe to repeat.
   *
   * @param paid what it paid after all; nothing when left out
   */
  async release(tx: Transaction, partnerId: string, orderId: string, paid?: Money): Promise<void> {
    const kept = paid?.minorUnits ?? 0n;
    const taken = await queryRows<Reservation>(
      tx,
      `SELECT taken.rule_id AS "ruleId", taken.amount_minor AS "amountMinor", taken.day::text, taken.month::text
       FROM spending_reservations taken
       JOIN spending_rules rule ON rule.partner_id = taken.partner_id AND rule.id = taken.rule_id
       WHERE taken.partner_id = $1 AND taken.order_id = $2 AND taken.released_at IS NULL
       ORDER BY rule.consent_id NULLS FIRST FOR NO KEY UPDATE OF rule`,
      [partnerId, orderId],
    );
    for (const { ruleId, amountMinor, day, month } of taken) {
      await tx.query(
        `UPDATE spending_rules SET
           day_used_minor = day_used_minor - CASE WHEN day = $4::date THEN $3::bigint ELSE 0 END,
           month_used_minor = month_used_minor - CASE WHEN month = $5::date THEN $3::bigint ELSE 0 END
         WHERE partner_id = $1 AND id = $2`,
        [partnerId, ruleId, (BigInt(amountMinor) - kept).toString(), day, month],
      );
      await tx.query(
        `UPDATE spending_reservations SET released_at = now(), amount_minor = $4
         WHERE partner_id = $1 AND order_id = $2 AND rule_id = $3`,
        [partnerId, orderId, ruleId, kept.toString()],
      );
    }
  }

  private async take(
    tx: Transaction,
    rule: SpendingRule,
    { partnerId, orderId, amount }: ReservingOrder,
  ): Promise<void> {
    const { id, day, month, usedToday, usedThisMonth } = rule;
    await tx.query(
      `UPDATE spending_rules SET day = $3, day_used_minor = $4, month = $5, month_used_minor = $6
       WHERE partner_id = $1 AND id = $2`,
      [
        partnerId,
        id,
        day,
        (usedToday.minorUnits + amount.minorUnits).toString(),
        month,
        (usedThisMonth.minorUnits + amount.minorUnits).toString(),
      ],
    );
    await tx.query(
      `INSERT INTO spending_reservations (partner_id, order_id, rule_id, amount_minor, day, month)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [partnerId, orderId, id, amount.minorUnits.toString(), day, month],
    );
  }
}

const sentences: Record<BrokenSpendingRule['name'], string> = {
  allowed_creditors: 'This creditor is not among those that may be paid.',
  per_payment: 'The amount is more than one payment may have.',
  per_day: 'The amount is more than what is left of today.',
  per_month: 'The amount is more than what is left of this month.',
};

function brokenRuleError(
  rule: SpendingRule,
  { name, limit, used }: BrokenSpendingRule,
  order: SpendingOrder,
): DomainError {
  const pointer = name === 'allowed_creditors' ? '/creditor' : '/amount';
  const amount = (money: Money) => {
    const { value, currency } = money.toWire();
    return `${currency} ${value}`;
  };
  const figures = [
    ...(limit ? [`limit ${amount(limit)}`] : []),
    ...(used ? [`used ${amount(used)}`] : []),
    ...(limit ? [`this payment ${amount(order.amount)}${order.isRecurring ? ', recurring' : ''}`] : []),
  ].join(', ');
  const scope = rule.consentId === null ? 'partner' : 'consent';
  return new DomainError('spending_rule_broken', `${sentences[name]} The rule is the ${scope}'s.`, {
    fields: [{ pointer, code: name, detail: figures === '' ? 'is not an allowed creditor' : figures }],
    members: {
      spending_rule: {
        id: toPublicId('spendingRule', rule.id),
        scope,
        rule: name,
        limit: limit?.toWire() ?? null,
        used: used?.toWire() ?? null,
      },
    },
  });
}

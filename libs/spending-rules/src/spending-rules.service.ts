import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import type { Money } from '@sluis/money';
import { newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import {
  isLoosening,
  spendingCurrency,
  spendingTimeZone,
  type SpendingLimits,
  type SpendingRule,
} from './spending-rule.js';
import { ruleColumns, toSpendingRule, type SpendingRuleRow } from './spending-rule-row.js';

/** Limits on what is ordered: set, and read with what is taken up of them. */
@Injectable()
export class SpendingRules {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sets the limits of everything a partner orders. On a live platform what allows more comes here with two people's
   * agreement (`partner.spending_limits`).
   *
   * @param reason why, for the audit trail
   */
  async setForPartner(
    tx: Transaction,
    partnerId: string,
    limits: SpendingLimits,
    { actor, reason }: { actor: AuditActor; reason: string },
  ): Promise<{ rule: SpendingRule; isLoosening: boolean }> {
    const before = await this.ofPartner(tx, partnerId);
    const rule = await this.write(tx, partnerId, null, limits, 'operator');
    const loosens = isLoosening(before?.limits, limits);
    await this.tell(tx, rule, actor, { is_loosening: loosens, reason });
    return { rule, isLoosening: loosens };
  }

  /** Sets what a payer is told and a consent holds to, once, as it is created. */
  async setForConsent(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    limits: SpendingLimits,
    actor: AuditActor,
  ): Promise<SpendingRule> {
    const rule = await this.write(tx, partnerId, consentId, limits, 'partner');
    await this.tell(tx, rule, actor, {});
    return rule;
  }

  async ofPartner(tx: Transaction, partnerId: string): Promise<SpendingRule | undefined> {
    return this.one(tx, `consent_id IS NULL`, [partnerId]);
  }

  async ofConsent(tx: Transaction, partnerId: string, consentId: string): Promise<SpendingRule | undefined> {
    return this.one(tx, `consent_id = $2`, [partnerId, consentId]);
  }

  find(partnerId: string, id: string): Promise<SpendingRule | undefined> {
    return this.transactions.forPartner(partnerId, (tx) => this.one(tx, `id = $2`, [partnerId, id]));
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  list(
    partnerId: string,
    { limit, after, before }: { limit: number; after?: string; before?: string },
  ): Promise<{ items: SpendingRule[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const rows = await queryRows<SpendingRuleRow>(
        tx,
        `SELECT ${ruleColumns} FROM spending_rules
         WHERE partner_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::uuid IS NULL OR id > $3)
         ORDER BY id ${before ? 'ASC' : 'DESC'} LIMIT $4`,
        [partnerId, after ?? null, before ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map(toSpendingRule);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  private async one(tx: Transaction, condition: string, parameters: string[]): Promise<SpendingRule | undefined> {
    const [row] = await queryRows<SpendingRuleRow>(
      tx,
      `SELECT ${ruleColumns} FROM spending_rules WHERE partner_id = $1 AND ${condition}`,
      parameters,
    );
    return row && toSpendingRule(row);
  }

  /** New limits keep the use of the day and the month: changing them resets nothing. */
  private async write(
    tx: Transaction,
    partnerId: string,
    consentId: string | null,
    { perPayment, perDay, perMonth, allowedCreditors }: SpendingLimits,
    setBy: SpendingRule['setBy'],
  ): Promise<SpendingRule> {
    const [row] = await queryRows<SpendingRuleRow>(
      tx,
      `INSERT INTO spending_rules (partner_id, id, consent_id, currency, per_payment_minor, per_day_minor, per_month_minor,
         allowed_creditors, day, month, set_by)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, here::date, date_trunc('month', here)::date, $9
         FROM (SELECT clock_timestamp() AT TIME ZONE $10 AS here) AS clock
       ON CONFLICT ON CONSTRAINT spending_rules_scope DO UPDATE SET per_payment_minor = excluded.per_payment_minor,
         per_day_minor = excluded.per_day_minor, per_month_minor = excluded.per_month_minor,
         allowed_creditors = excluded.allowed_creditors, set_by = excluded.set_by,
         version = spending_rules.version + 1, updated_at = now()
       RETURNING ${ruleColumns}`,
      [
        partnerId,
        newId(),
        consentId,
        spendingCurrency,
        minor(perPayment),
        minor(perDay),
        minor(perMonth),
        allowedCreditors,
        setBy,
        spendingTimeZone,
      ],
    );
    if (!row) throw new Error('a rule that was written is not there');
    return toSpendingRule(row);
  }

  private async tell(
    tx: Transaction,
    { id, partnerId, consentId, limits, version }: SpendingRule,
    actor: AuditActor,
    more: Record<string, string | boolean>,
  ): Promise<void> {
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'spending_rule.set',
      subject: { type: 'spending_rule', id: toPublicId('spendingRule', id) },
      outcome: 'done',
      details: {
        version,
        consent_id: consentId && toPublicId('consent', consentId),
        per_payment: minor(limits.perPayment),
        per_day: minor(limits.perDay),
        per_month: minor(limits.perMonth),
        allowed_creditors: limits.allowedCreditors?.length ?? null,
        ...more,
      },
    });
  }
}

function minor(amount: Money | null): string | null {
  return amount?.minorUnits.toString() ?? null;
}

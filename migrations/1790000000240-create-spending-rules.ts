import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much may be ordered, to whom, and how much of it is taken up. */
export class CreateSpendingRules1790000000240 implements MigrationInterface {
  readonly name = 'CreateSpendingRules1790000000240';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- One row per partner, and one per consent that was given with limits. The row is also the lock under which orders
      -- are counted: whoever holds it sees the whole use and nobody adds to it meanwhile.
      CREATE TABLE spending_rules (
        partner_id uuid NOT NULL CONSTRAINT spending_rules_partner REFERENCES partners (id),
        id uuid NOT NULL,
        -- Null: the partner's own rule, over all that it orders.
        consent_id uuid,
        currency text NOT NULL,
        per_payment_minor bigint CONSTRAINT spending_rules_per_payment CHECK (per_payment_minor > 0),
        per_day_minor bigint CONSTRAINT spending_rules_per_day CHECK (per_day_minor > 0),
        per_month_minor bigint CONSTRAINT spending_rules_per_month CHECK (per_month_minor > 0),
        allowed_creditors text[],
        -- Calendar day, and first day of the calendar month, that the use belongs to.
        day date NOT NULL,
        day_used_minor bigint NOT NULL DEFAULT 0 CONSTRAINT spending_rules_day_used CHECK (day_used_minor >= 0),
        month date NOT NULL,
        month_used_minor bigint NOT NULL DEFAULT 0 CONSTRAINT spending_rules_month_used CHECK (month_used_minor >= 0),
        version integer NOT NULL DEFAULT 1,
        set_by text NOT NULL CONSTRAINT spending_rules_set_by CHECK (set_by IN ('operator', 'partner')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT spending_rules_pk PRIMARY KEY (partner_id, id),
        -- Checked at the commit: a consent and its rule come together, and its event already shows both.
        CONSTRAINT spending_rules_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
          DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT spending_rules_scope UNIQUE NULLS NOT DISTINCT (partner_id, consent_id)
      );

      -- What an order takes up under a rule, so that exactly this is given back when it ends without money.
      CREATE TABLE spending_reservations (
        partner_id uuid NOT NULL,
        order_id uuid NOT NULL,
        rule_id uuid NOT NULL,
        amount_minor bigint NOT NULL,
        day date NOT NULL,
        month date NOT NULL,
        released_at timestamptz,
        CONSTRAINT spending_reservations_pk PRIMARY KEY (partner_id, order_id, rule_id),
        CONSTRAINT spending_reservations_rule FOREIGN KEY (partner_id, rule_id) REFERENCES spending_rules (partner_id, id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE spending_reservations;
      DROP TABLE spending_rules;
    `);
  }
}

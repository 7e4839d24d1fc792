import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Under which names accounts are known, and what a comparison with the name that a partner gives came to. */
export class CreatePayees1790000000183 implements MigrationInterface {
  readonly name = 'CreatePayees1790000000183';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The bank's own word on who holds an account, as far as it showed it for this partner.
      CREATE TABLE payee_names (
        partner_id uuid NOT NULL CONSTRAINT payee_names_partner REFERENCES partners (id),
        iban text NOT NULL,
        name text NOT NULL,
        seen_at timestamptz NOT NULL,
        CONSTRAINT payee_names_pk PRIMARY KEY (partner_id, iban)
      );

      -- The accounts that a partner says its money goes to, checked when they are registered and whenever the bank tells more.
      CREATE TABLE partner_beneficiaries (
        partner_id uuid NOT NULL CONSTRAINT partner_beneficiaries_partner REFERENCES partners (id),
        id uuid NOT NULL,
        iban text NOT NULL,
        name text NOT NULL,
        -- What an operator saw that proves the name; without it, a name is the partner's word alone.
        evidence text,
        verification jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT partner_beneficiaries_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT partner_beneficiaries_iban UNIQUE (partner_id, iban)
      );

      ALTER TABLE payments ADD COLUMN payee_verification jsonb;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments DROP COLUMN payee_verification;
      DROP TABLE partner_beneficiaries;
      DROP TABLE payee_names;
    `);
  }
}

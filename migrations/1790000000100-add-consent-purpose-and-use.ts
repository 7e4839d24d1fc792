import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a partner asks, as the payer was told; and when a consent was last used. */
export class AddConsentPurposeAndUse1790000000100 implements MigrationInterface {
  readonly name = 'AddConsentPurposeAndUse1790000000100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE consents ADD COLUMN purpose text;

      -- Beside the consent, because every use would otherwise wait for whoever holds the consent's row.
      CREATE TABLE consent_uses (
        partner_id uuid NOT NULL,
        consent_id uuid NOT NULL,
        last_used_at timestamptz NOT NULL,
        CONSTRAINT consent_uses_pk PRIMARY KEY (partner_id, consent_id),
        CONSTRAINT consent_uses_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE consent_uses;
      ALTER TABLE consents DROP COLUMN purpose;
    `);
  }
}

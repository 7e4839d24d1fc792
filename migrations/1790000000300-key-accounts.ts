import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account is known again by a keyed hash of its IBAN; the IBAN itself is kept only where something covers it. */
export class KeyAccounts1790000000300 implements MigrationInterface {
  readonly name = 'KeyAccounts1790000000300';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The key of the hash is not in the database, so workers fill it in for the accounts that are there already.
      ALTER TABLE accounts
        ALTER COLUMN iban DROP NOT NULL,
        ADD COLUMN iban_key bytea,
        ADD COLUMN is_partners_own boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT accounts_iban_key UNIQUE (partner_id, iban_key),
        ADD CONSTRAINT accounts_recognisable CHECK (iban IS NOT NULL OR iban_key IS NOT NULL);
      CREATE INDEX accounts_without_key ON accounts (id) WHERE iban_key IS NULL;
      UPDATE accounts SET is_partners_own = true
        WHERE (partner_id, id) IN (SELECT partner_id, account_id FROM bank_connection_accounts);

      -- For questions about funds, which name the account to the bank; gone when the consent ends.
      ALTER TABLE consent_accounts ADD COLUMN iban_sealed bytea;
      CREATE INDEX consent_accounts_account ON consent_accounts (partner_id, account_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX consent_accounts_account;
      ALTER TABLE consent_accounts DROP COLUMN iban_sealed;
      -- What was blanked is not known any more: the hash keeps such accounts apart.
      UPDATE accounts SET iban = encode(iban_key, 'hex') WHERE iban IS NULL;
      ALTER TABLE accounts
        DROP CONSTRAINT accounts_recognisable,
        DROP COLUMN iban_key,
        DROP COLUMN is_partners_own,
        ALTER COLUMN iban SET NOT NULL;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Staff search over all partners, by what a caller on the telephone knows. Ids are in order of time, so an index that ends
 * in the id answers newest first, and a day is a range of ids.
 */
export class IndexWhatStaffSearch1790000000401 implements MigrationInterface {
  readonly name = 'IndexWhatStaffSearch1790000000401';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX payments_id ON payments (id);
      CREATE INDEX payments_creditor_iban ON payments (creditor_iban, id) WHERE creditor_iban IS NOT NULL;
      CREATE INDEX payments_debtor_iban ON payments (debtor_iban, id) WHERE debtor_iban IS NOT NULL;
      CREATE INDEX payments_any_reference ON payments (reference, id) WHERE reference IS NOT NULL;
      CREATE INDEX consents_id ON consents (id);
      CREATE INDEX consents_psu_reference ON consents (psu_reference, id) WHERE psu_reference IS NOT NULL;
      CREATE INDEX accounts_any_iban ON accounts (iban);
      CREATE INDEX audit_records_of_staff ON audit_records (id) WHERE action LIKE 'staff.%';
      -- What staff look for by status is what went wrong; the rest is found by walking back from now.
      CREATE INDEX payments_in_trouble ON payments (status, id)
        WHERE status IN ('in_review', 'outcome_unknown', 'failed', 'partially_executed');
      -- Accesses to accounts under one consent, whichever of its accounts was read.
      CREATE INDEX audit_records_accesses ON audit_records (partner_id, (details->>'consent'), id)
        WHERE action IN ('account_information.read', 'account_information.read_at_bank');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX payments_in_trouble, audit_records_accesses, audit_records_of_staff, accounts_any_iban,
        consents_psu_reference, consents_id, payments_any_reference, payments_debtor_iban,
        payments_creditor_iban, payments_id;
    `);
  }
}

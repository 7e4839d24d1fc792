import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An index for every filter of the list of payments, each ending with the id: pages are chosen without the table. */
export class CoverPaymentLists1790000000211 implements MigrationInterface {
  readonly name = 'CoverPaymentLists1790000000211';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Ids are made in the order of time, so the primary key already is the order of creation.
      DROP INDEX payments_created;
      DROP INDEX payments_reference;
      CREATE INDEX payments_reference ON payments (partner_id, reference, id) INCLUDE (status) WHERE reference IS NOT NULL;
      CREATE INDEX payments_status ON payments (partner_id, status, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX payments_status;
      DROP INDEX payments_reference;
      CREATE INDEX payments_reference ON payments (partner_id, reference) WHERE reference IS NOT NULL;
      CREATE INDEX payments_created ON payments (partner_id, created_at DESC, id DESC);
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists by any status but the common one are answered by an index. Of a status that no payment has, the list walked back
 * through all of them.
 */
export class IndexPaymentsByStatus1790000000595 implements MigrationInterface {
  readonly name = 'IndexPaymentsByStatus1790000000595';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE INDEX payments_not_executed ON payments (status, id) WHERE status <> 'executed';
      DROP INDEX payments_in_trouble;
      -- The same of consents: most are in force or have expired.
      CREATE INDEX consents_by_status ON consents (status, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX consents_by_status;
      CREATE INDEX payments_in_trouble ON payments (status, id)
        WHERE status IN ('in_review', 'outcome_unknown', 'failed', 'partially_executed');
      DROP INDEX payments_not_executed;
    `);
  }
}

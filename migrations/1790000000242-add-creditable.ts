import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the payee may count on the money of an executed payment; and no failure without where and why. */
export class AddCreditable1790000000242 implements MigrationInterface {
  readonly name = 'AddCreditable1790000000242';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments
        ADD COLUMN creditable_basis text
          CONSTRAINT payments_creditable_basis CHECK (creditable_basis IN ('within_bunq', 'expected_arrival', 'sct_term')),
        ADD COLUMN creditable_from timestamptz,
        ADD COLUMN creditable_at timestamptz,
        ADD CONSTRAINT payments_creditable CHECK (creditable_at IS NULL OR status = 'executed'),
        ADD CONSTRAINT payments_failure CHECK (status <> 'failed' OR num_nonnulls(failure_stage, failure_reason) = 2);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_failure,
        DROP COLUMN creditable_basis,
        DROP COLUMN creditable_from,
        DROP COLUMN creditable_at;
    `);
  }
}

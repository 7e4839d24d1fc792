import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the bank first said that a plan is over: its list of what was paid may lag behind that. */
export class KeepWhenPlansWereOver1790000000615 implements MigrationInterface {
  readonly name = 'KeepWhenPlansWereOver1790000000615';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments ADD COLUMN schedule_over_since timestamptz;
      ALTER TABLE payouts ADD COLUMN schedule_over_since timestamptz;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts DROP COLUMN schedule_over_since;
      ALTER TABLE payments DROP COLUMN schedule_over_since;
    `);
  }
}

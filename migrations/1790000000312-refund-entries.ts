import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds of single entries of an order of many. */
export class RefundEntries1790000000312 implements MigrationInterface {
  readonly name = 'RefundEntries1790000000312';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts ADD COLUMN payment_entry integer CONSTRAINT payouts_payment_entry
        CHECK (payment_entry IS NULL OR (payment_entry > 0 AND kind = 'refund'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE payouts DROP COLUMN payment_entry`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payer who turns back at the bank asks for the end of a payment too. */
export class LetPayersEndPaymentsAtTheBank1790000000160 implements MigrationInterface {
  readonly name = 'LetPayersEndPaymentsAtTheBank1790000000160';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments DROP CONSTRAINT payments_end_requested,
        ADD CONSTRAINT payments_end_requested CHECK (end_requested IN ('cancelled', 'expired', 'rejected'))
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE payments SET end_requested = 'cancelled' WHERE end_requested = 'rejected';
      ALTER TABLE payments DROP CONSTRAINT payments_end_requested,
        ADD CONSTRAINT payments_end_requested CHECK (end_requested IN ('cancelled', 'expired'))
    `);
  }
}

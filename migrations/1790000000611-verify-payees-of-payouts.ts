import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of comparing the name of a payout's creditor with the one under which the account is known. */
export class VerifyPayeesOfPayouts1790000000611 implements MigrationInterface {
  readonly name = 'VerifyPayeesOfPayouts1790000000611';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE payouts ADD COLUMN payee_verification jsonb`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE payouts DROP COLUMN payee_verification`);
  }
}

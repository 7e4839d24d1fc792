import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A consent can be asked for one account, named beforehand: the payer's other accounts stay out of it. */
export class NameTheAccountOfAConsent1790000000182 implements MigrationInterface {
  readonly name = 'NameTheAccountOfAConsent1790000000182';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE consents ADD COLUMN asked_iban text`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE consents DROP COLUMN asked_iban`);
  }
}

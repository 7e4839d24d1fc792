import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The access before a renewal: the bank shows an order only to the connection that made it. */
export class AddPreviousConsentAccess1790000000104 implements MigrationInterface {
  readonly name = 'AddPreviousConsentAccess1790000000104';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE consents ADD COLUMN previous_token_sealed bytea;`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE consents DROP COLUMN previous_token_sealed;`);
  }
}

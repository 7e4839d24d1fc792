import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of the API a partner is spoken to in; those of before are held to what they were built against. */
export class PinApiVersions1790000000551 implements MigrationInterface {
  readonly name = 'PinApiVersions1790000000551';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE partners ADD COLUMN api_version text NOT NULL DEFAULT '2026-11-01'
        CONSTRAINT partners_api_version CHECK (api_version ~ '^\\d{4}-\\d\\d-\\d\\d$');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE partners DROP COLUMN api_version`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The version of the API in which an endpoint is told; without one, in the version its partner is held to. */
export class VersionWebhookEndpoints1790000000543 implements MigrationInterface {
  readonly name = 'VersionWebhookEndpoints1790000000543';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE webhook_endpoints ADD COLUMN api_version text
        CONSTRAINT webhook_endpoints_api_version CHECK (api_version ~ '^\\d{4}-\\d\\d-\\d\\d$');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE webhook_endpoints DROP COLUMN api_version`);
  }
}

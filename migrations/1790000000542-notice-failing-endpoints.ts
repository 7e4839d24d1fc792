import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when an endpoint has answered nothing but failures. */
export class NoticeFailingEndpoints1790000000542 implements MigrationInterface {
  readonly name = 'NoticeFailingEndpoints1790000000542';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE webhook_endpoints ADD COLUMN failing_since timestamptz`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE webhook_endpoints DROP COLUMN failing_since`);
  }
}

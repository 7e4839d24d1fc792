import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A pair of Ed25519 keys beside the secret of an endpoint. Endpoints of before get theirs when their secret is replaced. */
export class SignWebhooksByKey1790000000540 implements MigrationInterface {
  readonly name = 'SignWebhooksByKey1790000000540';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE webhook_endpoints
        ADD COLUMN signing_key_sealed bytea,
        ADD COLUMN public_key text,
        ADD COLUMN previous_signing_key_sealed bytea,
        ADD COLUMN previous_public_key text;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE webhook_endpoints
        DROP COLUMN signing_key_sealed,
        DROP COLUMN public_key,
        DROP COLUMN previous_signing_key_sealed,
        DROP COLUMN previous_public_key;
    `);
  }
}

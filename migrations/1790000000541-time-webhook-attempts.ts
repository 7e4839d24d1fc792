import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an attempt spent its time on and the headers it was answered with; and the deliveries that were given up, by endpoint. */
export class TimeWebhookAttempts1790000000541 implements MigrationInterface {
  readonly name = 'TimeWebhookAttempts1790000000541';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE webhook_delivery_attempts
        ADD COLUMN dns_ms integer,
        ADD COLUMN connect_ms integer,
        ADD COLUMN first_byte_ms integer,
        ADD COLUMN response_headers jsonb;
      -- What tidying looks for: answers that are still kept, oldest first.
      CREATE INDEX webhook_delivery_attempts_kept ON webhook_delivery_attempts (attempted_at)
        WHERE response_excerpt IS NOT NULL OR response_headers IS NOT NULL;
      CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (partner_id, endpoint_id, created_at) WHERE status = 'dead';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX webhook_deliveries_dead;
      DROP INDEX webhook_delivery_attempts_kept;
      ALTER TABLE webhook_delivery_attempts
        DROP COLUMN dns_ms, DROP COLUMN connect_ms, DROP COLUMN first_byte_ms, DROP COLUMN response_headers;
    `);
  }
}

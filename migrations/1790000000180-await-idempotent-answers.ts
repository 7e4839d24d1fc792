import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests whose answer is waited for: the key is kept with what was begun, and its answer when there is one. */
export class AwaitIdempotentAnswers1790000000180 implements MigrationInterface {
  readonly name = 'AwaitIdempotentAnswers1790000000180';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE idempotency_keys
        ADD COLUMN begun_id uuid,
        ALTER COLUMN response_status DROP NOT NULL,
        ALTER COLUMN response_body_sealed DROP NOT NULL,
        ADD CONSTRAINT idempotency_keys_answer CHECK (
          (response_status IS NULL) = (response_body_sealed IS NULL)
          AND (response_status IS NOT NULL OR begun_id IS NOT NULL))
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM idempotency_keys WHERE response_status IS NULL;
      ALTER TABLE idempotency_keys
        DROP CONSTRAINT idempotency_keys_answer,
        DROP COLUMN begun_id,
        ALTER COLUMN response_status SET NOT NULL,
        ALTER COLUMN response_body_sealed SET NOT NULL
    `);
  }
}

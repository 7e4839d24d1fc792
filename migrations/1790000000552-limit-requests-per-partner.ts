import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many requests a minute are taken from a partner, where that is another figure than everybody's. */
export class LimitRequestsPerPartner1790000000552 implements MigrationInterface {
  readonly name = 'LimitRequestsPerPartner1790000000552';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE partners ADD COLUMN requests_per_minute integer
        CONSTRAINT partners_requests_per_minute CHECK (requests_per_minute BETWEEN 1 AND 1000000);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE partners DROP COLUMN requests_per_minute`);
  }
}

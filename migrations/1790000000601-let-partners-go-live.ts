import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners of a live platform begin pending: nothing of theirs is taken until two people have let them go live. */
export class LetPartnersGoLive1790000000601 implements MigrationInterface {
  readonly name = 'LetPartnersGoLive1790000000601';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE partners DROP CONSTRAINT partners_status,
        ADD CONSTRAINT partners_status CHECK (status IN ('pending', 'active', 'suspended'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE partners SET status = 'suspended' WHERE status = 'pending';
      ALTER TABLE partners DROP CONSTRAINT partners_status,
        ADD CONSTRAINT partners_status CHECK (status IN ('active', 'suspended'));
    `);
  }
}

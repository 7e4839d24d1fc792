import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What did not hold of a pack that was refused for it, in sentences. */
export class SayWhyAPackWasRefused1790000000620 implements MigrationInterface {
  readonly name = 'SayWhyAPackWasRefused1790000000620';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE staff_evidence_packs ADD COLUMN findings text[] NOT NULL DEFAULT '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE staff_evidence_packs DROP COLUMN findings`);
  }
}

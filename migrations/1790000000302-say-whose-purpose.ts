import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every consent says why; where the partner gives no reason, it is a sentence of ours. */
export class SayWhosePurpose1790000000302 implements MigrationInterface {
  readonly name = 'SayWhosePurpose1790000000302';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE consents ADD COLUMN purpose_by text NOT NULL DEFAULT 'partner'
        CONSTRAINT consents_purpose_by CHECK (purpose_by IN ('partner', 'platform'))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE consents SET purpose = NULL WHERE purpose_by = 'platform';
      ALTER TABLE consents DROP COLUMN purpose_by`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange } from './support/row-level-security.js';

/** Which world a database is of: written by the first process that works with it, and never changed. */
export class RecordMode1790000000550 implements MigrationInterface {
  readonly name = 'RecordMode1790000000550';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE database_mode (
        only_row boolean NOT NULL DEFAULT true CONSTRAINT database_mode_pk PRIMARY KEY
          CONSTRAINT database_mode_only_row CHECK (only_row),
        mode text NOT NULL CONSTRAINT database_mode_mode CHECK (mode IN ('test', 'live')),
        recorded_at timestamptz NOT NULL DEFAULT now()
      );
    `);
    await letNobodyChange(queryRunner, 'database_mode');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE database_mode`);
  }
}

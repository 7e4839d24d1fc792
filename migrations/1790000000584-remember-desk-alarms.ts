import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange } from './support/row-level-security.js';

/** Which deadlines were called out already, so that each is once, however many workers look. */
export class RememberDeskAlarms1790000000584 implements MigrationInterface {
  readonly name = 'RememberDeskAlarms1790000000584';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE desk_alarms (
        subject_id text NOT NULL,
        alarm text NOT NULL,
        raised_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT desk_alarms_pk PRIMARY KEY (subject_id, alarm)
      );
    `);
    await letNobodyChange(queryRunner, 'desk_alarms');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE desk_alarms`);
  }
}

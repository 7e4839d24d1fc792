import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange } from './support/row-level-security.js';

/** Fraud reports as they were computed. A correction is another report. */
export class KeepFraudReports1790000000581 implements MigrationInterface {
  readonly name = 'KeepFraudReports1790000000581';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE fraud_reports (
        id uuid CONSTRAINT fraud_reports_pk PRIMARY KEY,
        period text NOT NULL CONSTRAINT fraud_reports_period CHECK (period ~ '^20\\d\\d-H[12]$'),
        figures jsonb NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT fraud_reports_staff REFERENCES staff_members (id),
        made_at timestamptz NOT NULL DEFAULT now()
      );
    `);
    await letNobodyChange(queryRunner, 'fraud_reports');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE fraud_reports`);
  }
}

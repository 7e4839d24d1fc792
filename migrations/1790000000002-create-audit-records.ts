import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One insert-only record per decision, state change and bank call. */
export class CreateAuditRecords1790000000002 implements MigrationInterface {
  readonly name = 'CreateAuditRecords1790000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- xact_id orders records by the transaction that wrote them, so that a reader behind the snapshot's horizon never
      -- skips one that committed late.
      CREATE TABLE audit_records (
        id uuid CONSTRAINT audit_records_pk PRIMARY KEY,
        xact_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        partner_id uuid,
        actor_type text NOT NULL CONSTRAINT audit_records_actor_type
          CHECK (actor_type IN ('partner', 'psu', 'bank', 'operator', 'platform')),
        actor_id text,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        outcome text NOT NULL CONSTRAINT audit_records_outcome CHECK (outcome IN ('done', 'refused', 'failed', 'unknown', 'alarm')),
        cause text,
        details jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_records_subject ON audit_records (partner_id, subject_type, subject_id, recorded_at);
      CREATE INDEX audit_records_order ON audit_records (xact_id, id);

      CREATE FUNCTION audit_records_are_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit records are insert-only';
      END $$;

      CREATE TRIGGER audit_records_no_change BEFORE UPDATE OR DELETE ON audit_records
        FOR EACH ROW EXECUTE FUNCTION audit_records_are_insert_only();
      CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON audit_records
        FOR EACH STATEMENT EXECUTE FUNCTION audit_records_are_insert_only();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE audit_records;
      DROP FUNCTION audit_records_are_insert_only;
    `);
  }
}

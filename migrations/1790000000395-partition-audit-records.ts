import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/**
 * Audit records by month. Ids are ordered by time, so a month is a range of ids, and the id stays the key. What was written
 * before becomes the first part as it is: nothing is copied.
 */
export class PartitionAuditRecords1790000000395 implements MigrationInterface {
  readonly name = 'PartitionAuditRecords1790000000395';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The least id that can be made at a time or after it.
      CREATE FUNCTION first_id_at(at timestamptz) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql
        RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

      DROP TRIGGER audit_records_no_change ON audit_records;
      ALTER TABLE audit_records RENAME TO audit_records_before;
      ALTER TABLE audit_records_before RENAME CONSTRAINT audit_records_pk TO audit_records_before_pk;
      ALTER INDEX audit_records_subject RENAME TO audit_records_before_subject;
      ALTER INDEX audit_records_order RENAME TO audit_records_before_order;

      CREATE TABLE audit_records (
        LIKE audit_records_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
        CONSTRAINT audit_records_pk PRIMARY KEY (id)
      ) PARTITION BY RANGE (id);
      CREATE INDEX audit_records_subject ON audit_records (partner_id, subject_type, subject_id, recorded_at);
      CREATE INDEX audit_records_order ON audit_records (xact_id, id);
      CREATE TRIGGER audit_records_no_change BEFORE UPDATE OR DELETE ON audit_records
        FOR EACH ROW EXECUTE FUNCTION audit_records_are_insert_only();
      CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON audit_records
        FOR EACH STATEMENT EXECUTE FUNCTION audit_records_are_insert_only();

      DO $$ BEGIN
        EXECUTE format('ALTER TABLE audit_records ATTACH PARTITION audit_records_before FOR VALUES FROM (MINVALUE) TO (%L)',
          first_id_at(date_trunc('month', now(), 'UTC') + interval '1 month'));
      END $$;
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'audit_records');
    await queryRunner.query(`
      CREATE POLICY audit_records_of_nobody ON audit_records FOR INSERT WITH CHECK (partner_id IS NULL);

      -- What a clock that is far off writes; no record is refused for want of a part.
      CREATE TABLE audit_records_else PARTITION OF audit_records DEFAULT;

      -- Parts are reached through the whole alone, whose policies are asked then.
      CREATE FUNCTION audit_part_is_closed(part regclass) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('REVOKE ALL ON %s FROM sluis_app', part);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = part AND tgname LIKE '%no_truncate') THEN
          EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION audit_records_are_insert_only()', part);
        END IF;
      END $$;
      SELECT audit_part_is_closed('audit_records_before'), audit_part_is_closed('audit_records_else');

      -- Makes the parts of the coming months, with the rights of the owner; how many it made.
      CREATE FUNCTION make_audit_parts(months integer) RETURNS integer LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        month timestamptz;
        part text;
        made integer := 0;
      BEGIN
        FOR ahead IN 0..months LOOP
          month := date_trunc('month', now(), 'UTC') + ahead * interval '1 month';
          part := 'audit_records_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
          CONTINUE WHEN to_regclass(part) IS NOT NULL;
          BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_records FOR VALUES FROM (%L) TO (%L)',
              part, first_id_at(month), first_id_at(month + interval '1 month'));
          EXCEPTION WHEN invalid_object_definition THEN
            CONTINUE; -- Of the time before there were parts.
          END;
          PERFORM audit_part_is_closed(part::regclass);
          made := made + 1;
        END LOOP;
        RETURN made;
      END $$;
      REVOKE EXECUTE ON FUNCTION make_audit_parts FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION make_audit_parts TO sluis_app;
      SELECT make_audit_parts(3);
    `);
    await letNobodyChange(queryRunner, 'audit_records');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION make_audit_parts;
      DROP FUNCTION audit_part_is_closed;
      ALTER TABLE audit_records DETACH PARTITION audit_records_before;
      -- The detached part keeps its indexes, and lost the triggers of the whole.
      INSERT INTO audit_records_before SELECT * FROM audit_records;
      DROP TABLE audit_records;
      ALTER TABLE audit_records_before RENAME TO audit_records;
      ALTER TABLE audit_records RENAME CONSTRAINT audit_records_before_pk TO audit_records_pk;
      ALTER INDEX audit_records_before_subject RENAME TO audit_records_subject;
      ALTER INDEX audit_records_before_order RENAME TO audit_records_order;
      CREATE TRIGGER audit_records_no_change BEFORE UPDATE OR DELETE ON audit_records
        FOR EACH ROW EXECUTE FUNCTION audit_records_are_insert_only();
      GRANT SELECT, INSERT ON audit_records TO sluis_app;
      DROP FUNCTION first_id_at;
    `);
  }
}

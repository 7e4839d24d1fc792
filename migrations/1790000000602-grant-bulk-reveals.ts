import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may see how many payments in clear, until when: what two people agreed to. */
export class GrantBulkReveals1790000000602 implements MigrationInterface {
  readonly name = 'GrantBulkReveals1790000000602';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE bulk_reveal_grants (
        change_id uuid CONSTRAINT bulk_reveal_grants_pk PRIMARY KEY
          CONSTRAINT bulk_reveal_grants_change REFERENCES change_requests (id),
        -- Who asked, and nobody else.
        staff_id uuid NOT NULL CONSTRAINT bulk_reveal_grants_staff REFERENCES staff_members (id),
        most_rows integer NOT NULL,
        rows_shown integer NOT NULL DEFAULT 0,
        granted_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT bulk_reveal_grants_rows CHECK (rows_shown BETWEEN 0 AND most_rows)
      );

      CREATE FUNCTION bulk_reveal_grants_need_two() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NOT EXISTS (SELECT FROM change_requests WHERE id = NEW.change_id AND kind = 'personal_data.bulk_reveal'
                           AND status = 'approved' AND asked_by_staff = NEW.staff_id) THEN
            RAISE EXCEPTION 'what is shown in bulk was approved for who asked';
          END IF;
        ELSIF to_jsonb(NEW) - 'rows_shown' <> to_jsonb(OLD) - 'rows_shown' OR NEW.rows_shown < OLD.rows_shown THEN
          RAISE EXCEPTION 'what was granted does not change';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER bulk_reveal_grants_need_two BEFORE INSERT OR UPDATE ON bulk_reveal_grants
        FOR EACH ROW EXECUTE FUNCTION bulk_reveal_grants_need_two();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE bulk_reveal_grants;
      DROP FUNCTION bulk_reveal_grants_need_two;
    `);
  }
}

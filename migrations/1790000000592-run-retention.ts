import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that delete what was kept long enough: asked for by one person, approved by another, with a certificate at the end. */
export class RunRetention1790000000592 implements MigrationInterface {
  readonly name = 'RunRetention1790000000592';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE retention_runs (
        id uuid CONSTRAINT retention_runs_pk PRIMARY KEY,
        status text NOT NULL CONSTRAINT retention_runs_status
          CHECK (status IN ('waiting', 'working', 'done', 'refused')),
        case_reference text NOT NULL,
        -- Per class of data what the dry run counted, with the day before which it had ended. That day is what is approved.
        plan jsonb NOT NULL,
        -- Per class what is deleted so far.
        progress jsonb NOT NULL DEFAULT '{}',
        certificate jsonb,
        asked_by uuid NOT NULL CONSTRAINT retention_runs_asked_by REFERENCES staff_members (id),
        asked_at timestamptz NOT NULL DEFAULT now(),
        decided_by uuid CONSTRAINT retention_runs_decided_by REFERENCES staff_members (id),
        decided_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT retention_runs_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
        -- Nobody deletes alone.
        CONSTRAINT retention_runs_four_eyes CHECK (decided_by IS NULL OR decided_by <> asked_by),
        CONSTRAINT retention_runs_by_two CHECK (status IN ('waiting', 'refused') OR decided_by IS NOT NULL),
        CONSTRAINT retention_runs_certificate CHECK ((certificate IS NOT NULL) = (status = 'done'))
      );
      CREATE UNIQUE INDEX retention_runs_one_at_a_time ON retention_runs ((true)) WHERE status IN ('waiting', 'working');

      -- The processes have no right to delete these. What belongs to a payment that nobody changed for seven years goes through
      -- this, which looks at the age itself.
      CREATE FUNCTION delete_old_evidence(of_partner uuid, payment_ids uuid[], subjects text[]) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        DELETE FROM payment_fraud_marks m USING payments p
          WHERE m.partner_id = of_partner AND m.payment_id = ANY (payment_ids) AND m.marked_at < now() - interval '7 years'
            AND p.partner_id = m.partner_id AND p.id = m.payment_id AND p.updated_at < now() - interval '7 years';
        DELETE FROM bank_answers WHERE partner_id = of_partner AND subject = ANY (subjects)
          AND received_at < now() - interval '7 years';
      $$;
      REVOKE ALL ON FUNCTION delete_old_evidence(uuid, uuid[], text[]) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION delete_old_evidence(uuid, uuid[], text[]) TO sluis_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION delete_old_evidence(uuid, uuid[], text[]); DROP TABLE retention_runs`);
  }
}

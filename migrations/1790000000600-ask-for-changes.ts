import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Changes that one person asks for and another decides. Rows stay, and what was asked and decided does not change. */
export class AskForChanges1790000000600 implements MigrationInterface {
  readonly name = 'AskForChanges1790000000600';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE change_requests (
        -- Whose it is about; nobody's when it is about the platform.
        partner_id uuid CONSTRAINT change_requests_partner REFERENCES partners (id),
        id uuid CONSTRAINT change_requests_pk PRIMARY KEY,
        kind text NOT NULL,
        -- The public id of what would change.
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        payload jsonb NOT NULL,
        -- What was so when it was asked, and what would be so: what people decide by.
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        reason text NOT NULL,
        -- Somebody of the staff, an operator at the command line, or one person who is known as both.
        asked_by_staff uuid CONSTRAINT change_requests_asked_by_staff REFERENCES staff_members (id),
        asked_by_operator uuid CONSTRAINT change_requests_asked_by_operator REFERENCES operators (id),
        asked_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        status text NOT NULL DEFAULT 'waiting' CONSTRAINT change_requests_status
          CHECK (status IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
        decided_by_staff uuid CONSTRAINT change_requests_decided_by_staff REFERENCES staff_members (id),
        decided_by_operator uuid CONSTRAINT change_requests_decided_by_operator REFERENCES operators (id),
        decided_at timestamptz,
        decision_reason text,
        CONSTRAINT change_requests_asked CHECK (num_nonnulls(asked_by_staff, asked_by_operator) > 0),
        CONSTRAINT change_requests_ended CHECK ((status = 'waiting') = (decided_at IS NULL)),
        CONSTRAINT change_requests_decided
          CHECK ((status IN ('waiting', 'expired')) = (num_nonnulls(decided_by_staff, decided_by_operator) = 0)),
        CONSTRAINT change_requests_said_why CHECK (status NOT IN ('approved', 'refused') OR decision_reason IS NOT NULL)
      );
      CREATE UNIQUE INDEX change_requests_open ON change_requests (kind, subject_id, md5(payload::text))
        WHERE status = 'waiting';
      CREATE INDEX change_requests_of_partner ON change_requests (partner_id, id);

      -- Whether two are certainly two people. Staff are told apart by the company's provider, operators by their tokens, who
      -- made whom counting as one; between the two worlds nobody can tell, unless staff showed which operator they are.
      CREATE FUNCTION are_two_people(one_staff uuid, one_operator uuid, other_staff uuid, other_operator uuid)
        RETURNS boolean LANGUAGE plpgsql STABLE AS $$
      BEGIN
        one_operator := coalesce(one_operator, (SELECT operator_id FROM staff_members WHERE id = one_staff));
        other_operator := coalesce(other_operator, (SELECT operator_id FROM staff_members WHERE id = other_staff));
        one_staff := coalesce(one_staff, (SELECT id FROM staff_members WHERE operator_id = one_operator));
        other_staff := coalesce(other_staff, (SELECT id FROM staff_members WHERE operator_id = other_operator));
        IF one_staff IS NOT NULL AND other_staff IS NOT NULL THEN RETURN one_staff <> other_staff; END IF;
        IF one_operator IS NOT NULL AND other_operator IS NOT NULL THEN
          RETURN NOT operators_are_related(one_operator, other_operator);
        END IF;
        RETURN false;
      END $$;

      CREATE FUNCTION change_requests_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION 'what was asked and decided is kept'; END IF;
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> 'waiting' THEN RAISE EXCEPTION 'a change begins with a request'; END IF;
          RETURN NEW;
        END IF;
        IF OLD.status <> 'waiting' THEN RAISE EXCEPTION 'what was decided does not change'; END IF;
        IF to_jsonb(NEW) - '{status,decided_by_staff,decided_by_operator,decided_at,decision_reason}'::text[]
           <> to_jsonb(OLD) - '{status,decided_by_staff,decided_by_operator,decided_at,decision_reason}'::text[] THEN
          RAISE EXCEPTION 'what was asked does not change';
        END IF;
        IF NEW.status = 'approved' THEN
          IF OLD.expires_at <= now() THEN RAISE EXCEPTION 'what has expired is asked again'; END IF;
          IF NOT are_two_people(NEW.asked_by_staff, NEW.asked_by_operator, NEW.decided_by_staff, NEW.decided_by_operator) THEN
            RAISE EXCEPTION 'who asks cannot approve' USING CONSTRAINT = 'change_requests_four_eyes';
          END IF;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER change_requests_four_eyes BEFORE INSERT OR UPDATE OR DELETE ON change_requests
        FOR EACH ROW EXECUTE FUNCTION change_requests_four_eyes();
      CREATE TRIGGER change_requests_no_truncate BEFORE TRUNCATE ON change_requests
        FOR EACH STATEMENT EXECUTE FUNCTION change_requests_four_eyes();
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'change_requests');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE change_requests;
      DROP FUNCTION change_requests_four_eyes;
      DROP FUNCTION are_two_people;
    `);
  }
}

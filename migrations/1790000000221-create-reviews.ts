import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What two operators decide about an order that no rule can tell of, and what the bank shows of it meanwhile. */
export class CreateReviews1790000000221 implements MigrationInterface {
  readonly name = 'CreateReviews1790000000221';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE review_proposals (
        id uuid CONSTRAINT review_proposals_pk PRIMARY KEY,
        partner_id uuid NOT NULL CONSTRAINT review_proposals_partner REFERENCES partners (id),
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        resolution text NOT NULL CONSTRAINT review_proposals_resolution
          CHECK (resolution IN ('adopt', 'executed', 'failed', 'cancelled')),
        bunq_object_id bigint,
        evidence text,
        reason text NOT NULL,
        proposed_by uuid NOT NULL CONSTRAINT review_proposals_proposed_by REFERENCES operators (id),
        proposed_at timestamptz NOT NULL DEFAULT now(),
        status text NOT NULL DEFAULT 'proposed' CONSTRAINT review_proposals_status
          CHECK (status IN ('proposed', 'approved', 'applied', 'refused', 'declined')),
        decided_by uuid CONSTRAINT review_proposals_decided_by REFERENCES operators (id),
        decided_at timestamptz,
        -- Why the approval stands even against what the bank shows.
        override_reason text,
        -- What the bank showed against it.
        contradiction text,
        ended_at timestamptz,
        CONSTRAINT review_proposals_adopt CHECK ((resolution = 'adopt') = (bunq_object_id IS NOT NULL)),
        CONSTRAINT review_proposals_evidence CHECK (resolution <> 'executed' OR evidence IS NOT NULL),
        CONSTRAINT review_proposals_decision CHECK ((status = 'proposed') = (decided_by IS NULL)),
        CONSTRAINT review_proposals_four_eyes CHECK (status IN ('proposed', 'declined') OR decided_by <> proposed_by)
      );
      CREATE UNIQUE INDEX review_proposals_open ON review_proposals (subject_kind, subject_id)
        WHERE status IN ('proposed', 'approved');
      CREATE INDEX review_proposals_subject ON review_proposals (partner_id, subject_kind, subject_id, proposed_at);

      CREATE FUNCTION review_proposals_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'what was proposed and decided is kept'; END IF;
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> 'proposed' THEN RAISE EXCEPTION 'a review begins with a proposal'; END IF;
          RETURN NEW;
        END IF;
        IF (NEW.id, NEW.partner_id, NEW.subject_kind, NEW.subject_id, NEW.resolution, NEW.reason, NEW.proposed_by)
             IS DISTINCT FROM (OLD.id, OLD.partner_id, OLD.subject_kind, OLD.subject_id, OLD.resolution, OLD.reason, OLD.proposed_by)
           OR (NEW.bunq_object_id, NEW.evidence) IS DISTINCT FROM (OLD.bunq_object_id, OLD.evidence)
           OR (OLD.status <> 'proposed' AND (NEW.decided_by, NEW.override_reason) IS DISTINCT FROM (OLD.decided_by, OLD.override_reason))
        THEN
          RAISE EXCEPTION 'what was proposed and decided does not change';
        END IF;
        IF NOT (NEW.status = OLD.status OR (OLD.status = 'proposed' AND NEW.status IN ('approved', 'declined'))
                OR (OLD.status = 'approved' AND NEW.status IN ('applied', 'refused'))) THEN
          RAISE EXCEPTION 'a review does not go from % to %', OLD.status, NEW.status;
        END IF;
        IF NEW.status = 'approved' AND operators_are_related(NEW.proposed_by, NEW.decided_by) THEN
          RAISE EXCEPTION 'who proposes cannot approve, nor can whom they made an operator'
            USING CONSTRAINT = 'review_proposals_four_eyes';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER review_proposals_decide BEFORE INSERT OR UPDATE OR DELETE ON review_proposals
        FOR EACH ROW EXECUTE FUNCTION review_proposals_four_eyes();

      -- What the bank shows of an order in review, as of the last look. No names, no accounts.
      CREATE TABLE review_sights (
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        partner_id uuid NOT NULL,
        extent text NOT NULL CONSTRAINT review_sights_extent CHECK (extent IN ('complete', 'partial', 'none')),
        orders jsonb NOT NULL,
        seen_at timestamptz NOT NULL,
        CONSTRAINT review_sights_pk PRIMARY KEY (subject_kind, subject_id)
      );

      -- Nothing automatic leaves a review: the same transaction must have applied what two operators decided.
      CREATE FUNCTION payments_leave_review_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM review_proposals WHERE subject_kind = 'payment' AND subject_id = NEW.id
            AND partner_id = NEW.partner_id AND status = 'applied' AND xmin::text = pg_current_xact_id()::xid::text)
        THEN
          RAISE EXCEPTION 'a payment leaves its review by the decision of two operators only';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER payments_leave_review BEFORE UPDATE ON payments FOR EACH ROW
        WHEN (OLD.status = 'in_review' AND NEW.status <> 'in_review')
        EXECUTE FUNCTION payments_leave_review_by_decision();
      CREATE INDEX payments_in_review ON payments (updated_at) WHERE status = 'in_review';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX payments_in_review;
      DROP TRIGGER payments_leave_review ON payments;
      DROP FUNCTION payments_leave_review_by_decision;
      DROP TABLE review_sights;
      DROP TABLE review_proposals;
      DROP FUNCTION review_proposals_four_eyes;
    `);
  }
}

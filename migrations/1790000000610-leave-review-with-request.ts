import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payment that goes by a payment request is reviewed as that, and leaves its review by the decision about the request. */
export class LeaveReviewWithRequest1790000000610 implements MigrationInterface {
  readonly name = 'LeaveReviewWithRequest1790000000610';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION payments_leave_review_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM review_proposals
          WHERE subject_kind = CASE WHEN NEW.payment_request_id IS NULL THEN 'payment' ELSE 'payment_request' END
            AND subject_id = coalesce(NEW.payment_request_id, NEW.id)
            AND partner_id = NEW.partner_id AND status = 'applied' AND xmin::text = pg_current_xact_id()::xid::text)
        THEN
          RAISE EXCEPTION 'a payment leaves its review by the decision of two operators only';
        END IF;
        RETURN NEW;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION payments_leave_review_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM review_proposals WHERE subject_kind = 'payment' AND subject_id = NEW.id
            AND partner_id = NEW.partner_id AND status = 'applied' AND xmin::text = pg_current_xact_id()::xid::text)
        THEN
          RAISE EXCEPTION 'a payment leaves its review by the decision of two operators only';
        END IF;
        RETURN NEW;
      END $$;
    `);
  }
}

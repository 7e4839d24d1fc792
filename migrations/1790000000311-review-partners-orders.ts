import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts, refunds and payment requests leave their review as payments do: by the decision of two operators only. */
export class ReviewPartnersOrders1790000000311 implements MigrationInterface {
  readonly name = 'ReviewPartnersOrders1790000000311';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION leaves_review_by_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM review_proposals
          WHERE subject_kind = coalesce(to_jsonb(NEW) ->> TG_ARGV[0], TG_ARGV[0]) AND subject_id = NEW.id
            AND partner_id = NEW.partner_id AND status = 'applied' AND xmin::text = pg_current_xact_id()::xid::text)
        THEN
          RAISE EXCEPTION 'an order leaves its review by the decision of two operators only';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER payouts_leave_review BEFORE UPDATE ON payouts FOR EACH ROW
        WHEN (OLD.status = 'in_review' AND NEW.status <> 'in_review')
        EXECUTE FUNCTION leaves_review_by_decision('kind');
      CREATE TRIGGER payment_requests_leave_review BEFORE UPDATE ON payment_requests FOR EACH ROW
        WHEN (OLD.status = 'in_review' AND NEW.status <> 'in_review')
        EXECUTE FUNCTION leaves_review_by_decision('payment_request');
      CREATE INDEX payouts_in_review ON payouts (updated_at) WHERE status = 'in_review';
      CREATE INDEX payment_requests_in_review ON payment_requests (updated_at) WHERE status = 'in_review';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX payment_requests_in_review;
      DROP INDEX payouts_in_review;
      DROP TRIGGER payment_requests_leave_review ON payment_requests;
      DROP TRIGGER payouts_leave_review ON payouts;
      DROP FUNCTION leaves_review_by_decision;
    `);
  }
}

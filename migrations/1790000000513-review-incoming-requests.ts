import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests to partners leave their review as every other order does: by the decision of two operators only. */
export class ReviewIncomingRequests1790000000513 implements MigrationInterface {
  readonly name = 'ReviewIncomingRequests1790000000513';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TRIGGER incoming_payment_requests_leave_review BEFORE UPDATE ON incoming_payment_requests FOR EACH ROW
        WHEN (OLD.status = 'in_review' AND NEW.status <> 'in_review')
        EXECUTE FUNCTION leaves_review_by_decision('incoming_payment_request');
      CREATE INDEX incoming_payment_requests_in_review ON incoming_payment_requests (updated_at)
        WHERE status = 'in_review';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX incoming_payment_requests_in_review;
      DROP TRIGGER incoming_payment_requests_leave_review ON incoming_payment_requests;
    `);
  }
}

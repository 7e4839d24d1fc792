import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** What staff found out about a payment that may be fraud. A new finding is a new row; none is ever changed. */
export class MarkPaymentsAsFraud1790000000580 implements MigrationInterface {
  readonly name = 'MarkPaymentsAsFraud1790000000580';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payment_fraud_marks (
        partner_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        -- Of this payment, from 1; the highest is what holds.
        number integer NOT NULL CONSTRAINT payment_fraud_marks_number CHECK (number > 0),
        finding text NOT NULL CONSTRAINT payment_fraud_marks_finding
          CHECK (finding IN ('unauthorised', 'payer_manipulated', 'no_fraud')),
        loss_bearer text CONSTRAINT payment_fraud_marks_bearer
          CHECK (loss_bearer IN ('payer', 'reporting_provider', 'others', 'not_known_yet')),
        -- Of the payment, which may be an order of many or a planned one.
        transactions integer NOT NULL,
        -- What was taken by fraud, what of it was lost for now, and what came back; in the currency of the payment.
        fraud_minor bigint NOT NULL,
        lost_minor bigint NOT NULL,
        recovered_minor bigint NOT NULL,
        found_on date,
        reason text NOT NULL,
        case_reference text NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT payment_fraud_marks_staff REFERENCES staff_members (id),
        marked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT payment_fraud_marks_pk PRIMARY KEY (partner_id, payment_id, number),
        CONSTRAINT payment_fraud_marks_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id),
        CONSTRAINT payment_fraud_marks_amounts
          CHECK (recovered_minor >= 0 AND lost_minor >= 0 AND lost_minor + recovered_minor <= fraud_minor),
        CONSTRAINT payment_fraud_marks_fraud CHECK (
          CASE WHEN finding = 'no_fraud' THEN num_nonnulls(loss_bearer, found_on) = 0 AND fraud_minor = 0 AND transactions = 0
          ELSE num_nonnulls(loss_bearer, found_on) = 2 AND fraud_minor > 0 AND transactions > 0 END)
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'payment_fraud_marks');
    await letNobodyChange(queryRunner, 'payment_fraud_marks');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE payment_fraud_marks`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments whose payer may ask for a payment request instead of the bank's page, and the request each then goes by. */
export class PayByRequest1790000000514 implements MigrationInterface {
  readonly name = 'PayByRequest1790000000514';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments
        ADD COLUMN fallback text CONSTRAINT payments_fallback CHECK (fallback = 'payment_request'),
        ADD COLUMN payment_request_id uuid,
        ADD CONSTRAINT payments_payment_request
          FOREIGN KEY (partner_id, payment_request_id) REFERENCES payment_requests (partner_id, id),
        DROP CONSTRAINT payments_rail,
        ADD CONSTRAINT payments_rail CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft', 'payment_request')),
        -- Never both ways: what goes by a request has no order of its own at the bank.
        ADD CONSTRAINT payments_by_request CHECK (CASE WHEN rail = 'payment_request'
          THEN payment_request_id IS NOT NULL AND fallback IS NOT NULL AND bunq_object_id IS NULL
          ELSE payment_request_id IS NULL END);
      CREATE UNIQUE INDEX payments_of_request ON payments (partner_id, payment_request_id)
        WHERE payment_request_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_by_request,
        DROP CONSTRAINT payments_rail,
        ADD CONSTRAINT payments_rail CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft')),
        DROP COLUMN payment_request_id,
        DROP COLUMN fallback;
    `);
  }
}

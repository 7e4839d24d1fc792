import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts that the account's owner confirms in the bank's app. */
export class AddPayoutDrafts1790000000310 implements MigrationInterface {
  readonly name = 'AddPayoutDrafts1790000000310';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts
        ADD COLUMN rail text NOT NULL DEFAULT 'payment' CONSTRAINT payouts_rail CHECK (rail IN ('payment', 'payout_draft')),
        DROP CONSTRAINT payouts_status,
        ADD CONSTRAINT payouts_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation', 'executed', 'in_review',
          'rejected', 'cancelled', 'expired', 'failed'));
      ALTER TABLE payouts ALTER COLUMN rail DROP DEFAULT;
      DROP INDEX payouts_open;
      CREATE INDEX payouts_open ON payouts (partner_id, connection_id, account_id)
        WHERE status IN ('received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation');
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail
          CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft', 'payment', 'payout_draft', 'request_inquiry'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail
          CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft', 'payment', 'request_inquiry'));
      DROP INDEX payouts_open;
      CREATE INDEX payouts_open ON payouts (partner_id, connection_id, account_id)
        WHERE status IN ('received', 'submitting', 'outcome_unknown', 'accepted');
      ALTER TABLE payouts
        DROP CONSTRAINT payouts_status,
        ADD CONSTRAINT payouts_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'accepted', 'executed', 'in_review', 'cancelled', 'failed')),
        DROP COLUMN rail;
    `);
  }
}

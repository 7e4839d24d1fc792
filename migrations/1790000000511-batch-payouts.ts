import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts of many in one order. */
export class BatchPayouts1790000000511 implements MigrationInterface {
  readonly name = 'BatchPayouts1790000000511';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts
        ADD COLUMN entries jsonb,
        DROP CONSTRAINT payouts_kind,
        ADD CONSTRAINT payouts_kind CHECK (kind IN ('payout', 'refund', 'payout_batch')),
        ADD CONSTRAINT payouts_entries CHECK ((entries IS NOT NULL) = (kind = 'payout_batch')),
        DROP CONSTRAINT payouts_creditor,
        ADD CONSTRAINT payouts_creditor CHECK (
          num_nonnulls(creditor_iban, creditor_email, creditor_phone) = CASE WHEN entries IS NULL THEN 1 ELSE 0 END),
        DROP CONSTRAINT payouts_rail,
        ADD CONSTRAINT payouts_rail CHECK (rail IN (
          'payment', 'payout_draft', 'schedule_payment', 'payment_batch', 'schedule_payment_batch')),
        DROP CONSTRAINT payouts_planned,
        ADD CONSTRAINT payouts_planned CHECK (CASE
          WHEN rail IN ('schedule_payment', 'schedule_payment_batch') THEN schedule IS NOT NULL
          WHEN rail IN ('payment', 'payment_batch') THEN schedule IS NULL ELSE true END),
        ADD CONSTRAINT payouts_batched CHECK (CASE
          WHEN rail IN ('payment_batch', 'schedule_payment_batch') THEN entries IS NOT NULL
          WHEN rail IN ('payment', 'schedule_payment') THEN entries IS NULL ELSE true END);
      CREATE INDEX payouts_batches_listed ON payouts (partner_id, id DESC) WHERE kind = 'payout_batch';
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail CHECK (rail IN (
          'psp_draft', 'issuer_transaction', 'draft', 'payment', 'payout_draft', 'schedule_payment', 'payment_batch',
          'schedule_payment_batch', 'request_inquiry'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail CHECK (rail IN (
          'psp_draft', 'issuer_transaction', 'draft', 'payment', 'payout_draft', 'schedule_payment', 'request_inquiry'));
      DROP INDEX payouts_batches_listed;
      ALTER TABLE payouts
        DROP CONSTRAINT payouts_batched,
        DROP CONSTRAINT payouts_planned,
        ADD CONSTRAINT payouts_planned CHECK (CASE rail
          WHEN 'schedule_payment' THEN schedule IS NOT NULL WHEN 'payment' THEN schedule IS NULL ELSE true END),
        DROP CONSTRAINT payouts_rail,
        ADD CONSTRAINT payouts_rail CHECK (rail IN ('payment', 'payout_draft', 'schedule_payment')),
        DROP CONSTRAINT payouts_creditor,
        DROP CONSTRAINT payouts_entries,
        DROP CONSTRAINT payouts_kind,
        ADD CONSTRAINT payouts_kind CHECK (kind IN ('payout', 'refund')),
        DROP COLUMN entries,
        ADD CONSTRAINT payouts_creditor CHECK (num_nonnulls(creditor_iban, creditor_email, creditor_phone) = 1);
    `);
  }
}

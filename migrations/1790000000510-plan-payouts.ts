import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Payouts for later, once or again and again, with each time they fell due. */
export class PlanPayouts1790000000510 implements MigrationInterface {
  readonly name = 'PlanPayouts1790000000510';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts
        ADD COLUMN schedule jsonb,
        ADD COLUMN schedule_status text
          CONSTRAINT payouts_schedule_status CHECK (schedule_status IN ('active', 'finished', 'cancelled')),
        ADD COLUMN bunq_schedule_id bigint,
        DROP CONSTRAINT payouts_rail,
        ADD CONSTRAINT payouts_rail CHECK (rail IN ('payment', 'payout_draft', 'schedule_payment')),
        ADD CONSTRAINT payouts_planned CHECK (CASE rail
          WHEN 'schedule_payment' THEN schedule IS NOT NULL WHEN 'payment' THEN schedule IS NULL ELSE true END),
        ADD CONSTRAINT payouts_planned_kind CHECK (kind <> 'refund' OR schedule IS NULL),
        DROP CONSTRAINT payouts_status,
        ADD CONSTRAINT payouts_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation', 'scheduled', 'executed',
          'partially_executed', 'in_review', 'rejected', 'cancelled', 'expired', 'failed'));
      DROP INDEX payouts_open;
      CREATE INDEX payouts_open ON payouts (partner_id, connection_id, account_id) WHERE status IN (
        'received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation', 'scheduled');
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail CHECK (rail IN (
          'psp_draft', 'issuer_transaction', 'draft', 'payment', 'payout_draft', 'schedule_payment', 'request_inquiry'));

      CREATE TABLE payout_instances (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        payout_id uuid NOT NULL,
        bunq_instance_id bigint NOT NULL,
        status text NOT NULL CONSTRAINT payout_instances_status CHECK (status IN ('retrying', 'executed', 'failed')),
        version integer NOT NULL,
        bank_status text NOT NULL,
        planned_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT payout_instances_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payout_instances_payout FOREIGN KEY (partner_id, payout_id) REFERENCES payouts (partner_id, id),
        CONSTRAINT payout_instances_bunq UNIQUE (partner_id, payout_id, bunq_instance_id)
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'payout_instances');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payout_instances;
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        ADD CONSTRAINT order_attempts_rail
          CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft', 'payment', 'payout_draft', 'request_inquiry'));
      DROP INDEX payouts_open;
      CREATE INDEX payouts_open ON payouts (partner_id, connection_id, account_id)
        WHERE status IN ('received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation');
      ALTER TABLE payouts
        DROP CONSTRAINT payouts_status,
        ADD CONSTRAINT payouts_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'accepted', 'awaiting_authorisation', 'executed', 'in_review',
          'rejected', 'cancelled', 'expired', 'failed')),
        DROP CONSTRAINT payouts_planned_kind,
        DROP CONSTRAINT payouts_planned,
        DROP CONSTRAINT payouts_rail,
        ADD CONSTRAINT payouts_rail CHECK (rail IN ('payment', 'payout_draft')),
        DROP COLUMN schedule,
        DROP COLUMN schedule_status,
        DROP COLUMN bunq_schedule_id;
    `);
  }
}

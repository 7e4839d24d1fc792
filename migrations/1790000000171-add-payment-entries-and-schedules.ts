import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders of many payments, and orders for later with each time they fell due. */
export class AddPaymentEntriesAndSchedules1790000000171 implements MigrationInterface {
  readonly name = 'AddPaymentEntriesAndSchedules1790000000171';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payments
        ADD COLUMN entries jsonb,
        ADD COLUMN schedule jsonb,
        ADD COLUMN schedule_status text
          CONSTRAINT payments_schedule_status CHECK (schedule_status IN ('active', 'finished', 'cancelled')),
        ADD COLUMN bunq_schedule_id bigint,
        DROP CONSTRAINT payments_creditor,
        ADD CONSTRAINT payments_creditor CHECK (
          num_nonnulls(creditor_iban, creditor_email, creditor_phone) = CASE WHEN entries IS NULL THEN 1 ELSE 0 END),
        -- Only a draft can hold many payments, or a time.
        ADD CONSTRAINT payments_draft_only CHECK (rail = 'draft' OR (entries IS NULL AND schedule IS NULL));

      CREATE TABLE payment_instances (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        payment_id uuid NOT NULL,
        bunq_instance_id bigint NOT NULL,
        status text NOT NULL CONSTRAINT payment_instances_status CHECK (status IN ('retrying', 'executed', 'failed')),
        version integer NOT NULL,
        bank_status text NOT NULL,
        planned_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT payment_instances_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payment_instances_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id),
        CONSTRAINT payment_instances_bunq UNIQUE (partner_id, payment_id, bunq_instance_id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payment_instances;
      ALTER TABLE payments
        DROP CONSTRAINT payments_draft_only,
        DROP CONSTRAINT payments_creditor,
        DROP COLUMN entries,
        DROP COLUMN schedule,
        DROP COLUMN schedule_status,
        DROP COLUMN bunq_schedule_id,
        ADD CONSTRAINT payments_creditor CHECK (num_nonnulls(creditor_iban, creditor_email, creditor_phone) = 1);
    `);
  }
}

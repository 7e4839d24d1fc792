import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that leaves partners' own accounts: payouts, and refunds of payments. */
export class CreatePayouts1790000000191 implements MigrationInterface {
  readonly name = 'CreatePayouts1790000000191';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payouts (
        partner_id uuid NOT NULL CONSTRAINT payouts_partner REFERENCES partners (id),
        id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT payouts_kind CHECK (kind IN ('payout', 'refund')),
        payment_id uuid,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        status text NOT NULL CONSTRAINT payouts_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'accepted', 'executed', 'in_review', 'cancelled', 'failed')),
        version integer NOT NULL DEFAULT 1,
        amount_minor bigint NOT NULL CONSTRAINT payouts_amount CHECK (amount_minor > 0),
        currency text NOT NULL,
        creditor_name text,
        creditor_iban text,
        creditor_email text,
        creditor_phone text,
        debtor_iban text NOT NULL,
        remittance_information text NOT NULL,
        reference text,
        bunq_object_id bigint,
        end_requested text CONSTRAINT payouts_end_requested CHECK (end_requested IN ('cancelled')),
        failure_stage text,
        failure_reason text,
        review_reason text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        executed_at timestamptz,
        CONSTRAINT payouts_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payouts_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id),
        CONSTRAINT payouts_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        CONSTRAINT payouts_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id),
        CONSTRAINT payouts_refund CHECK ((payment_id IS NOT NULL) = (kind = 'refund')),
        CONSTRAINT payouts_creditor CHECK (num_nonnulls(creditor_iban, creditor_email, creditor_phone) = 1)
      );
      CREATE INDEX payouts_listed ON payouts (partner_id, id DESC) WHERE kind = 'payout';
      CREATE INDEX payouts_reference ON payouts (partner_id, reference) WHERE reference IS NOT NULL;
      -- What counts against a payment: read under its lock whenever somebody wants to refund more of it.
      CREATE INDEX payouts_of_payment ON payouts (partner_id, payment_id, id DESC) WHERE payment_id IS NOT NULL;
      -- What the bank has or may have: read on every look and whenever a connection ends.
      CREATE INDEX payouts_open ON payouts (partner_id, connection_id, account_id)
        WHERE status IN ('received', 'submitting', 'outcome_unknown', 'accepted');

      CREATE TABLE payout_transitions (
        partner_id uuid NOT NULL,
        payout_id uuid NOT NULL,
        version integer NOT NULL,
        status text NOT NULL,
        actor text NOT NULL,
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT payout_transitions_pk PRIMARY KEY (partner_id, payout_id, version),
        CONSTRAINT payout_transitions_payout FOREIGN KEY (partner_id, payout_id) REFERENCES payouts (partner_id, id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payout_transitions;
      DROP TABLE payouts;
    `);
  }
}

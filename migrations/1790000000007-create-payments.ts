import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments, what was sent to the bank for them, and every status they had. */
export class CreatePayments1790000000007 implements MigrationInterface {
  readonly name = 'CreatePayments1790000000007';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payments (
        partner_id uuid NOT NULL CONSTRAINT payments_partner REFERENCES partners (id),
        id uuid NOT NULL,
        rail text NOT NULL CONSTRAINT payments_rail CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft')),
        status text NOT NULL CONSTRAINT payments_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'awaiting_authorisation', 'authorised', 'executed',
          'partially_executed', 'in_review', 'rejected', 'cancelled', 'expired', 'failed')),
        version integer NOT NULL DEFAULT 1,
        bank_status text,
        amount_minor bigint NOT NULL CONSTRAINT payments_amount CHECK (amount_minor > 0),
        currency text NOT NULL,
        creditor_name text,
        creditor_iban text,
        creditor_email text,
        creditor_phone text,
        debtor_iban text,
        debtor_name text,
        remittance_information text NOT NULL,
        reference text,
        redirect_uri text,
        state text,
        consent_id uuid,
        account_id uuid,
        link_token_hash bytea NOT NULL CONSTRAINT payments_link_token UNIQUE,
        bunq_object_id bigint,
        bunq_public_uuid text,
        authorise_requested_at timestamptz,
        end_requested text CONSTRAINT payments_end_requested CHECK (end_requested IN ('cancelled', 'expired')),
        failure_stage text,
        failure_reason text,
        review_reason text,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        executed_at timestamptz,
        CONSTRAINT payments_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payments_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id),
        CONSTRAINT payments_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        CONSTRAINT payments_creditor CHECK (num_nonnulls(creditor_iban, creditor_email, creditor_phone) = 1)
      );
      CREATE INDEX payments_created ON payments (partner_id, created_at DESC, id DESC);
      CREATE INDEX payments_reference ON payments (partner_id, reference) WHERE reference IS NOT NULL;
      -- What is being followed at the bank: read on every poll.
      CREATE INDEX payments_open_at_bank ON payments (rail, account_id) WHERE status IN ('awaiting_authorisation', 'authorised');
      -- A bank object belongs to one payment only.
      CREATE UNIQUE INDEX payments_bunq_object ON payments (rail, bunq_object_id) WHERE bunq_object_id IS NOT NULL;

      -- What was sent to the bank, written before the first byte left. The body is kept sealed, to be sent again unchanged.
      CREATE TABLE payment_attempts (
        partner_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        number integer NOT NULL,
        rail text NOT NULL,
        request_id uuid NOT NULL CONSTRAINT payment_attempts_request_id UNIQUE,
        body_sealed bytea NOT NULL,
        body_hash bytea NOT NULL,
        tuple_hash bytea NOT NULL,
        high_water_mark bigint NOT NULL,
        status text NOT NULL DEFAULT 'sending' CONSTRAINT payment_attempts_status
          CHECK (status IN ('sending', 'unsent', 'unknown', 'accepted', 'refused', 'unsettled')),
        sends integer NOT NULL DEFAULT 1,
        empty_reads integer NOT NULL DEFAULT 0,
        last_read_at timestamptz,
        deadline timestamptz NOT NULL,
        unknown_since timestamptz,
        outcome text,
        bunq_object_id bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        CONSTRAINT payment_attempts_pk PRIMARY KEY (partner_id, payment_id, number),
        CONSTRAINT payment_attempts_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id)
      );
      -- At most one attempt with an open outcome per rail, payer, payee and amount, over all partners: a bank object that
      -- matches these can then be nobody else's.
      CREATE UNIQUE INDEX payment_attempts_open_tuple ON payment_attempts (tuple_hash)
        WHERE status IN ('sending', 'unsent', 'unknown', 'unsettled');
      CREATE INDEX payment_attempts_objects ON payment_attempts (rail, bunq_object_id DESC) WHERE bunq_object_id IS NOT NULL;

      -- Every status a payment had, for its timeline.
      CREATE TABLE payment_transitions (
        partner_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        version integer NOT NULL,
        status text NOT NULL,
        bank_status text,
        actor text NOT NULL,
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT payment_transitions_pk PRIMARY KEY (partner_id, payment_id, version),
        CONSTRAINT payment_transitions_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payment_transitions;
      DROP TABLE payment_attempts;
      DROP TABLE payments;
    `);
  }
}

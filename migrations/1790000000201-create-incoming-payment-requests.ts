import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that others ask of partners, and what partners answered. */
export class CreateIncomingPaymentRequests1790000000201 implements MigrationInterface {
  readonly name = 'CreateIncomingPaymentRequests1790000000201';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- How far the list of requests to a connected account was read.
      CREATE TABLE incoming_request_feeds (
        partner_id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        high_water_mark bigint,
        CONSTRAINT incoming_request_feeds_pk PRIMARY KEY (partner_id, connection_id, account_id),
        CONSTRAINT incoming_request_feeds_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id)
      );
      -- A callback of the bank names its account.
      CREATE INDEX incoming_request_feeds_bank_account ON incoming_request_feeds (bunq_monetary_account_id);

      CREATE TABLE incoming_payment_requests (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        bunq_request_response_id bigint NOT NULL,
        status text NOT NULL CONSTRAINT incoming_payment_requests_status CHECK (status IN (
          'pending', 'answering', 'outcome_unknown', 'accepted', 'refund_requested', 'refunded', 'in_review', 'rejected',
          'revoked', 'expired', 'disconnected')),
        version integer NOT NULL DEFAULT 1,
        bank_status text NOT NULL,
        kind text,
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        amount_paid_minor bigint,
        creditor_name text,
        creditor_iban text,
        remittance_information text NOT NULL,
        minimum_age integer,
        address_required text,
        redirect_uri text,
        answer text CONSTRAINT incoming_payment_requests_answer CHECK (answer IN ('accept', 'reject')),
        failure_reason text,
        review_reason text,
        bank_expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        accepted_at timestamptz,
        CONSTRAINT incoming_payment_requests_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT incoming_payment_requests_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id),
        CONSTRAINT incoming_payment_requests_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        -- One request of the bank's is one of ours, however often its list is read.
        CONSTRAINT incoming_payment_requests_bank_object UNIQUE (partner_id, connection_id, bunq_request_response_id)
      );
      CREATE INDEX incoming_payment_requests_open ON incoming_payment_requests (partner_id, connection_id, account_id)
        WHERE status IN ('pending', 'answering', 'outcome_unknown', 'refund_requested');

      -- What was sent to the bank, written before the first byte left.
      CREATE TABLE incoming_request_answers (
        partner_id uuid NOT NULL,
        incoming_request_id uuid NOT NULL,
        number integer NOT NULL,
        answer text NOT NULL CONSTRAINT incoming_request_answers_answer CHECK (answer IN ('accept', 'reject')),
        request_id uuid NOT NULL CONSTRAINT incoming_request_answers_request_id UNIQUE,
        body_sealed bytea NOT NULL,
        body_hash bytea NOT NULL,
        status text NOT NULL DEFAULT 'unsent' CONSTRAINT incoming_request_answers_status
          CHECK (status IN ('unsent', 'sending', 'unknown', 'answered', 'settled')),
        sends integer NOT NULL DEFAULT 0,
        quiet_reads integer NOT NULL DEFAULT 0,
        last_read_at timestamptz,
        deadline timestamptz NOT NULL,
        unknown_since timestamptz,
        outcome text,
        created_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        CONSTRAINT incoming_request_answers_pk PRIMARY KEY (partner_id, incoming_request_id, number),
        CONSTRAINT incoming_request_answers_request
          FOREIGN KEY (partner_id, incoming_request_id) REFERENCES incoming_payment_requests (partner_id, id)
      );
      -- At most one answer is under way for a request.
      CREATE UNIQUE INDEX incoming_request_answers_open ON incoming_request_answers (partner_id, incoming_request_id)
        WHERE status <> 'settled';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE incoming_request_answers;
      DROP TABLE incoming_payment_requests;
      DROP TABLE incoming_request_feeds;
    `);
  }
}

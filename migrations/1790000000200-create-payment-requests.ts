import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that partners ask of others, with the pictures they send along. */
export class CreatePaymentRequests1790000000200 implements MigrationInterface {
  readonly name = 'CreatePaymentRequests1790000000200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The content is there only until the bank has it; the hash stays.
      CREATE TABLE attachments (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        status text NOT NULL CONSTRAINT attachments_status CHECK (status IN ('received', 'uploaded', 'failed')),
        version integer NOT NULL DEFAULT 1,
        content_type text NOT NULL
          CONSTRAINT attachments_content_type CHECK (content_type IN ('image/png', 'image/jpeg', 'image/gif')),
        size integer NOT NULL CONSTRAINT attachments_size CHECK (size > 0),
        sha256 bytea NOT NULL,
        description text NOT NULL,
        content_sealed bytea,
        bunq_attachment_id bigint,
        failure_reason text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT attachments_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT attachments_connection FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id),
        CONSTRAINT attachments_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        CONSTRAINT attachments_content_kept CHECK ((status = 'received') = (content_sealed IS NOT NULL)),
        CONSTRAINT attachments_at_bank CHECK ((status = 'uploaded') = (bunq_attachment_id IS NOT NULL))
      );

      CREATE TABLE payment_request_batches (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        reference text,
        size integer NOT NULL CONSTRAINT payment_request_batches_size CHECK (size > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT payment_request_batches_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payment_request_batches_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id)
      );

      CREATE TABLE payment_requests (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        batch_id uuid,
        status text NOT NULL CONSTRAINT payment_requests_status CHECK (status IN (
          'received', 'submitting', 'outcome_unknown', 'pending', 'accepted', 'refund_requested', 'refunded', 'in_review',
          'rejected', 'revoked', 'expired', 'failed')),
        version integer NOT NULL DEFAULT 1,
        bank_status text,
        amount_minor bigint NOT NULL CONSTRAINT payment_requests_amount CHECK (amount_minor > 0),
        currency text NOT NULL,
        amount_paid_minor bigint,
        debtor_name text,
        debtor_iban text,
        debtor_email text,
        debtor_phone text,
        remittance_information text NOT NULL,
        reference text,
        minimum_age integer CONSTRAINT payment_requests_minimum_age CHECK (minimum_age BETWEEN 12 AND 100),
        address_required text NOT NULL
          CONSTRAINT payment_requests_address CHECK (address_required IN ('none', 'billing', 'shipping', 'billing_shipping')),
        redirect_uri text,
        allows_link boolean NOT NULL,
        share_url text,
        billing_address jsonb,
        shipping_address jsonb,
        bunq_request_inquiry_id bigint,
        end_requested text CONSTRAINT payment_requests_end_requested CHECK (end_requested IN ('revoked', 'expired')),
        failure_stage text,
        failure_reason text,
        review_reason text,
        expires_at timestamptz,
        bank_expires_at timestamptz,
        hinted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        accepted_at timestamptz,
        CONSTRAINT payment_requests_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payment_requests_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id),
        CONSTRAINT payment_requests_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        CONSTRAINT payment_requests_batch
          FOREIGN KEY (partner_id, batch_id) REFERENCES payment_request_batches (partner_id, id),
        CONSTRAINT payment_requests_debtor CHECK (num_nonnulls(debtor_iban, debtor_email, debtor_phone) = 1),
        CONSTRAINT payment_requests_paid CHECK (status <> 'accepted' OR amount_paid_minor IS NOT DISTINCT FROM amount_minor)
      );
      CREATE INDEX payment_requests_reference ON payment_requests (partner_id, reference) WHERE reference IS NOT NULL;
      CREATE INDEX payment_requests_batch_status ON payment_requests (partner_id, batch_id, status) WHERE batch_id IS NOT NULL;
      -- What is being followed at the bank: read on every look.
      CREATE INDEX payment_requests_followed ON payment_requests (partner_id, connection_id, account_id)
        WHERE status IN ('received', 'submitting', 'outcome_unknown', 'pending', 'accepted', 'refund_requested');
      -- A bank object belongs to one request only.
      CREATE UNIQUE INDEX payment_requests_bunq_inquiry ON payment_requests (bunq_request_inquiry_id)
        WHERE bunq_request_inquiry_id IS NOT NULL;

      CREATE TABLE payment_request_attachments (
        partner_id uuid NOT NULL,
        payment_request_id uuid NOT NULL,
        position integer NOT NULL,
        attachment_id uuid NOT NULL,
        CONSTRAINT payment_request_attachments_pk PRIMARY KEY (partner_id, payment_request_id, position),
        CONSTRAINT payment_request_attachments_once UNIQUE (partner_id, payment_request_id, attachment_id),
        CONSTRAINT payment_request_attachments_request
          FOREIGN KEY (partner_id, payment_request_id) REFERENCES payment_requests (partner_id, id),
        CONSTRAINT payment_request_attachments_attachment
          FOREIGN KEY (partner_id, attachment_id) REFERENCES attachments (partner_id, id)
      );
      CREATE INDEX payment_request_attachments_waiting ON payment_request_attachments (partner_id, attachment_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payment_request_attachments;
      DROP TABLE payment_requests;
      DROP TABLE payment_request_batches;
      DROP TABLE attachments;
    `);
  }
}

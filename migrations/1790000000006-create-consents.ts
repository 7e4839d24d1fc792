import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Consents, the accounts they cover, and the payers' visits to the bank. */
export class CreateConsents1790000000006 implements MigrationInterface {
  readonly name = 'CreateConsents1790000000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE consents (
        partner_id uuid NOT NULL CONSTRAINT consents_partner REFERENCES partners (id),
        id uuid NOT NULL,
        type text NOT NULL CONSTRAINT consents_type
          CHECK (type IN ('account_information', 'payment_initiation', 'funds_confirmation')),
        permissions text[] NOT NULL,
        status text NOT NULL CONSTRAINT consents_status
          CHECK (status IN ('awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired', 'revoked')),
        status_reason text,
        revoked_by text CONSTRAINT consents_revoked_by CHECK (revoked_by IN ('psu', 'partner', 'bank', 'operator')),
        version integer NOT NULL DEFAULT 1,
        valid_until timestamptz NOT NULL,
        link_expires_at timestamptz NOT NULL,
        redirect_uri text NOT NULL,
        state text,
        psu_reference text,
        link_token_hash bytea NOT NULL CONSTRAINT consents_link_token UNIQUE,
        access_token_sealed bytea,
        bunq_user_id bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        authorised_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT consents_pk PRIMARY KEY (partner_id, id)
      );
      CREATE INDEX consents_created ON consents (partner_id, created_at DESC, id DESC);

      -- A payer's account keeps its id over consents of the same partner.
      CREATE TABLE accounts (
        partner_id uuid NOT NULL CONSTRAINT accounts_partner REFERENCES partners (id),
        id uuid NOT NULL,
        iban text NOT NULL,
        holder_name text NOT NULL,
        description text,
        currency text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT accounts_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT accounts_iban UNIQUE (partner_id, iban)
      );

      CREATE TABLE consent_accounts (
        partner_id uuid NOT NULL,
        consent_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        CONSTRAINT consent_accounts_pk PRIMARY KEY (partner_id, consent_id, account_id),
        CONSTRAINT consent_accounts_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id),
        CONSTRAINT consent_accounts_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id)
      );

      -- One attempt of a payer to authorise at the bank. The state and the browser's cookie are kept as hashes; the code
      -- lives sealed between the redirect and its one exchange.
      CREATE TABLE authorisations (
        id uuid CONSTRAINT authorisations_pk PRIMARY KEY,
        partner_id uuid NOT NULL CONSTRAINT authorisations_partner REFERENCES partners (id),
        subject_type text NOT NULL CONSTRAINT authorisations_subject_type CHECK (subject_type IN ('consent', 'payment')),
        subject_id uuid NOT NULL,
        state_hash bytea NOT NULL CONSTRAINT authorisations_state UNIQUE,
        browser_hash bytea NOT NULL,
        status text NOT NULL DEFAULT 'started' CONSTRAINT authorisations_status
          CHECK (status IN ('started', 'returned', 'exchanging', 'exchanged', 'denied', 'failed')),
        code_sealed bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        returned_at timestamptz
      );
      CREATE INDEX authorisations_subject ON authorisations (partner_id, subject_type, subject_id, created_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE authorisations;
      DROP TABLE consent_accounts;
      DROP TABLE accounts;
      DROP TABLE consents;
    `);
  }
}

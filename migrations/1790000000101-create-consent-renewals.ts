import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Renewals, what was granted each time, whose consent it is, and what is left to do at the bank when one ends. */
export class CreateConsentRenewals1790000000101 implements MigrationInterface {
  readonly name = 'CreateConsentRenewals1790000000101';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE consents
        ADD COLUMN expiry_notice_days integer,
        -- The token of an ended consent, for withdrawing what still stands at the bank and for nothing else.
        ADD COLUMN withdrawal_token_sealed bytea,
        ADD COLUMN access_closes_at timestamptz;
      CREATE INDEX consents_bunq_user ON consents (bunq_user_id) WHERE bunq_user_id IS NOT NULL;
      CREATE INDEX payments_under_consent ON payments (partner_id, consent_id) WHERE consent_id IS NOT NULL;

      CREATE TABLE consent_renewals (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        consent_id uuid NOT NULL,
        status text NOT NULL CONSTRAINT consent_renewals_status
          CHECK (status IN ('awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired')),
        status_reason text,
        valid_until timestamptz NOT NULL,
        link_expires_at timestamptz NOT NULL,
        redirect_uri text NOT NULL,
        state text,
        link_token_hash bytea NOT NULL CONSTRAINT consent_renewals_link_token UNIQUE,
        access_token_sealed bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT consent_renewals_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT consent_renewals_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );
      CREATE INDEX consent_renewals_consent_time ON consent_renewals (partner_id, consent_id, id DESC);
      CREATE UNIQUE INDEX consent_renewals_open ON consent_renewals (partner_id, consent_id)
        WHERE status = 'awaiting_authorisation';

      -- Evidence: what the payer granted at the bank, each time, as it was read back. Never changed.
      CREATE TABLE consent_grants (
        partner_id uuid NOT NULL,
        consent_id uuid NOT NULL,
        consent_version integer NOT NULL,
        renewal_id uuid,
        permissions text[] NOT NULL,
        account_ids uuid[] NOT NULL,
        bunq_user_id bigint NOT NULL,
        valid_until timestamptz NOT NULL,
        granted_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT consent_grants_pk PRIMARY KEY (partner_id, consent_id, consent_version),
        CONSTRAINT consent_grants_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );

      -- Whose consent it is, as keyed hashes of what the bank names the payer by. Kept after the end, so that the payer
      -- can still see what was.
      CREATE TABLE consent_psu_keys (
        partner_id uuid NOT NULL,
        consent_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT consent_psu_keys_kind CHECK (kind IN ('bank_user', 'iban')),
        key_hash bytea NOT NULL,
        CONSTRAINT consent_psu_keys_pk PRIMARY KEY (partner_id, consent_id, kind, key_hash),
        CONSTRAINT consent_psu_keys_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );
      CREATE INDEX consent_psu_keys_key ON consent_psu_keys (key_hash);

      -- A visit may also serve to show the payer their consents, over all partners.
      ALTER TABLE authorisations
        ALTER COLUMN partner_id DROP NOT NULL,
        DROP CONSTRAINT authorisations_subject_type,
        ADD CONSTRAINT authorisations_subject_type
          CHECK (subject_type IN ('consent', 'renewal', 'payment', 'permissions')),
        ADD CONSTRAINT authorisations_partner_of_subject CHECK ((partner_id IS NULL) = (subject_type = 'permissions'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM authorisations WHERE subject_type IN ('renewal', 'permissions');
      ALTER TABLE authorisations
        DROP CONSTRAINT authorisations_partner_of_subject,
        DROP CONSTRAINT authorisations_subject_type,
        ADD CONSTRAINT authorisations_subject_type CHECK (subject_type IN ('consent', 'payment')),
        ALTER COLUMN partner_id SET NOT NULL;
      DROP TABLE consent_psu_keys;
      DROP TABLE consent_grants;
      DROP TABLE consent_renewals;
      DROP INDEX payments_under_consent;
      DROP INDEX consents_bunq_user;
      ALTER TABLE consents
        DROP COLUMN access_closes_at,
        DROP COLUMN withdrawal_token_sealed,
        DROP COLUMN expiry_notice_days;
    `);
  }
}

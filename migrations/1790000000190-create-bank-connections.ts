import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners' own accounts at the bank, connected by a visit to the bank or by an API key of their own. */
export class CreateBankConnections1790000000190 implements MigrationInterface {
  readonly name = 'CreateBankConnections1790000000190';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE bank_connections (
        partner_id uuid NOT NULL CONSTRAINT bank_connections_partner REFERENCES partners (id),
        id uuid NOT NULL,
        method text NOT NULL CONSTRAINT bank_connections_method CHECK (method IN ('oauth', 'api_key')),
        status text NOT NULL CONSTRAINT bank_connections_status
          CHECK (status IN ('awaiting_authorisation', 'active', 'rejected', 'failed', 'expired', 'disconnected', 'lost')),
        status_reason text,
        version integer NOT NULL DEFAULT 1,
        redirect_uri text,
        state text,
        link_token_hash bytea NOT NULL CONSTRAINT bank_connections_link_token UNIQUE,
        link_expires_at timestamptz NOT NULL,
        -- The access token or the partner's API key, sealed; gone when the connection ends.
        secret_sealed bytea,
        -- After the end only, while something begun before stands at the bank, until access_closes_at.
        closing_secret_sealed bytea,
        access_closes_at timestamptz,
        bunq_user_id bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        connected_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT bank_connections_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT bank_connections_secret_ends CHECK (secret_sealed IS NULL OR ended_at IS NULL)
      );
      CREATE INDEX bank_connections_bunq_user ON bank_connections (bunq_user_id) WHERE status = 'active';

      CREATE TABLE bank_connection_accounts (
        partner_id uuid NOT NULL,
        connection_id uuid NOT NULL,
        account_id uuid NOT NULL,
        bunq_monetary_account_id bigint NOT NULL,
        is_default boolean NOT NULL,
        CONSTRAINT bank_connection_accounts_pk PRIMARY KEY (partner_id, connection_id, account_id),
        CONSTRAINT bank_connection_accounts_connection
          FOREIGN KEY (partner_id, connection_id) REFERENCES bank_connections (partner_id, id),
        CONSTRAINT bank_connection_accounts_account
          FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id)
      );
      CREATE UNIQUE INDEX bank_connection_accounts_default ON bank_connection_accounts (partner_id, connection_id)
        WHERE is_default;

      ALTER TABLE authorisations
        DROP CONSTRAINT authorisations_subject_type,
        ADD CONSTRAINT authorisations_subject_type
          CHECK (subject_type IN ('consent', 'renewal', 'payment', 'permissions', 'bank_connection'));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM authorisations WHERE subject_type = 'bank_connection';
      ALTER TABLE authorisations
        DROP CONSTRAINT authorisations_subject_type,
        ADD CONSTRAINT authorisations_subject_type
          CHECK (subject_type IN ('consent', 'renewal', 'payment', 'permissions'));
      DROP TABLE bank_connection_accounts;
      DROP TABLE bank_connections;
    `);
  }
}

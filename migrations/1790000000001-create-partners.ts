import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partners, their redirect URIs, their API keys, and the answers already given to them. */
export class CreatePartners1790000000001 implements MigrationInterface {
  readonly name = 'CreatePartners1790000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE partners (
        id uuid CONSTRAINT partners_pk PRIMARY KEY,
        name text NOT NULL,
        status text NOT NULL DEFAULT 'active' CONSTRAINT partners_status CHECK (status IN ('active', 'suspended')),
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE partner_redirect_uris (
        partner_id uuid NOT NULL CONSTRAINT partner_redirect_uris_partner REFERENCES partners (id),
        uri text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT partner_redirect_uris_pk PRIMARY KEY (partner_id, uri)
      );

      CREATE TABLE api_keys (
        partner_id uuid NOT NULL CONSTRAINT api_keys_partner REFERENCES partners (id),
        id uuid NOT NULL,
        public_id text NOT NULL CONSTRAINT api_keys_public_id UNIQUE,
        secret_hash bytea NOT NULL,
        mode text NOT NULL CONSTRAINT api_keys_mode CHECK (mode IN ('test', 'live')),
        name text NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_keys_pk PRIMARY KEY (partner_id, id)
      );

      -- The answer is sealed: it can hold a webhook secret or a payer's name.
      CREATE TABLE idempotency_keys (
        partner_id uuid NOT NULL CONSTRAINT idempotency_keys_partner REFERENCES partners (id),
        route text NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        response_status integer NOT NULL,
        response_body_sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pk PRIMARY KEY (partner_id, route, key)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE idempotency_keys;
      DROP TABLE api_keys;
      DROP TABLE partner_redirect_uris;
      DROP TABLE partners;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** People of partners who sign in to the dashboard: invitations, passkeys, sessions. */
export class CreatePartnerPeople1790000000560 implements MigrationInterface {
  readonly name = 'CreatePartnerPeople1790000000560';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The name is shown beside their doings; the audit trail has the id.
      CREATE TABLE partner_people (
        partner_id uuid NOT NULL CONSTRAINT partner_people_partner REFERENCES partners (id),
        id uuid NOT NULL CONSTRAINT partner_people_id UNIQUE,
        name text NOT NULL,
        role text NOT NULL CONSTRAINT partner_people_role CHECK (role IN ('owner', 'developer', 'viewer')),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_signed_in_at timestamptz,
        removed_at timestamptz,
        CONSTRAINT partner_people_pk PRIMARY KEY (partner_id, id)
      );

      -- Good once, for whoever has the link. invited_by is a public id: of a person, or of who operates the platform.
      CREATE TABLE partner_invitations (
        partner_id uuid NOT NULL CONSTRAINT partner_invitations_partner REFERENCES partners (id),
        id uuid NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT partner_invitations_token UNIQUE,
        name text NOT NULL,
        role text NOT NULL CONSTRAINT partner_invitations_role CHECK (role IN ('owner', 'developer', 'viewer')),
        invited_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT partner_invitations_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT partner_invitations_end CHECK (num_nonnulls(used_at, withdrawn_at) <= 1)
      );

      CREATE TABLE partner_passkeys (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        person_id uuid NOT NULL,
        credential_id bytea NOT NULL CONSTRAINT partner_passkeys_credential UNIQUE,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        CONSTRAINT partner_passkeys_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT partner_passkeys_person FOREIGN KEY (partner_id, person_id) REFERENCES partner_people (partner_id, id)
      );
      CREATE INDEX partner_passkeys_of ON partner_passkeys (partner_id, person_id);

      -- A ceremony under way. Its challenge follows from the browser's cookie, of which the hash is kept; the row goes with its
      -- first use. Nobody is known yet who signs in.
      CREATE TABLE passkey_ceremonies (
        browser_hash bytea CONSTRAINT passkey_ceremonies_pk PRIMARY KEY,
        purpose text NOT NULL CONSTRAINT passkey_ceremonies_purpose CHECK (purpose IN ('accept', 'sign_in', 'add')),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX passkey_ceremonies_expiry ON passkey_ceremonies (expires_at);

      CREATE TABLE partner_sessions (
        token_hash bytea CONSTRAINT partner_sessions_pk PRIMARY KEY,
        partner_id uuid NOT NULL,
        person_id uuid NOT NULL,
        passkey_id uuid NOT NULL,
        signed_in_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text CONSTRAINT partner_sessions_end_reason
          CHECK (end_reason IN ('signed_out', 'idle', 'too_old', 'replaced', 'person_removed', 'passkey_removed')),
        CONSTRAINT partner_sessions_person FOREIGN KEY (partner_id, person_id) REFERENCES partner_people (partner_id, id),
        CONSTRAINT partner_sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      CREATE INDEX partner_sessions_open ON partner_sessions (partner_id, person_id) WHERE ended_at IS NULL;
    `);
    for (const table of ['partner_people', 'partner_invitations', 'partner_passkeys', 'partner_sessions'])
      await letPartnersSeeTheirOwn(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE partner_sessions;
      DROP TABLE passkey_ceremonies;
      DROP TABLE partner_passkeys;
      DROP TABLE partner_invitations;
      DROP TABLE partner_people;
    `);
  }
}

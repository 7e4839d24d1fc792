import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in to the console, and their sessions. */
export class CreateStaff1790000000400 implements MigrationInterface {
  readonly name = 'CreateStaff1790000000400';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Whoever the company's identity provider let in once. The name is shown beside their doings; the audit trail has the id.
      CREATE TABLE staff_members (
        id uuid CONSTRAINT staff_members_pk PRIMARY KEY,
        issuer text NOT NULL,
        subject text NOT NULL,
        name text NOT NULL,
        first_signed_in_at timestamptz NOT NULL DEFAULT now(),
        last_signed_in_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT staff_members_subject UNIQUE (issuer, subject)
      );

      -- A visit to the identity provider under way. Its state, nonce and code verifier follow from the browser's cookie,
      -- of which the hash is kept; the row goes with its first use.
      CREATE TABLE staff_sign_ins (
        browser_hash bytea CONSTRAINT staff_sign_ins_pk PRIMARY KEY,
        return_to text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX staff_sign_ins_expiry ON staff_sign_ins (expires_at);

      CREATE TABLE staff_sessions (
        token_hash bytea CONSTRAINT staff_sessions_pk PRIMARY KEY,
        staff_id uuid NOT NULL CONSTRAINT staff_sessions_staff REFERENCES staff_members (id),
        roles text[] NOT NULL CONSTRAINT staff_sessions_roles
          CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['viewer', 'compliance', 'operator', 'admin']),
        -- The session at the identity provider, by which it ends ours from behind.
        provider_session text,
        signed_in_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text CONSTRAINT staff_sessions_end_reason
          CHECK (end_reason IN ('signed_out', 'provider', 'idle', 'too_old', 'replaced')),
        CONSTRAINT staff_sessions_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      CREATE INDEX staff_sessions_open ON staff_sessions (staff_id) WHERE ended_at IS NULL;

      -- Logout tokens of the identity provider that were used.
      CREATE TABLE staff_logout_tokens (
        token_id_hash bytea CONSTRAINT staff_logout_tokens_pk PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );

      CREATE TABLE staff_saved_filters (
        staff_id uuid NOT NULL CONSTRAINT staff_saved_filters_staff REFERENCES staff_members (id),
        id uuid NOT NULL,
        list text NOT NULL CONSTRAINT staff_saved_filters_list CHECK (list IN ('payments', 'consents')),
        name text NOT NULL,
        filter jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT staff_saved_filters_pk PRIMARY KEY (staff_id, id),
        CONSTRAINT staff_saved_filters_name UNIQUE (staff_id, list, name)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE staff_saved_filters;
      DROP TABLE staff_logout_tokens;
      DROP TABLE staff_sessions;
      DROP TABLE staff_sign_ins;
      DROP TABLE staff_members;
    `);
  }
}

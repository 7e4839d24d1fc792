import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payers who look at all their consents, after proving themselves at the bank. */
export class CreatePermissionSessions1790000000103 implements MigrationInterface {
  readonly name = 'CreatePermissionSessions1790000000103';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE permission_sessions (
        id uuid CONSTRAINT permission_sessions_pk PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT permission_sessions_token UNIQUE,
        status text NOT NULL CONSTRAINT permission_sessions_status
          CHECK (status IN ('identifying', 'open', 'failed', 'closed')),
        bank_user_key bytea,
        iban_keys bytea[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX permission_sessions_expiry ON permission_sessions (expires_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE permission_sessions;`);
  }
}

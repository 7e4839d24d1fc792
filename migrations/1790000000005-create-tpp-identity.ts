import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys and sessions with which the TPP stands at the bank. */
export class CreateTppIdentity1790000000005 implements MigrationInterface {
  readonly name = 'CreateTppIdentity1790000000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Our installation, device, credential and OAuth client at the bank, sealed as one document that grows step by step.
      CREATE TABLE bunq_contexts (
        environment text CONSTRAINT bunq_contexts_pk PRIMARY KEY,
        installation_sealed bytea,
        oauth_client_sealed bytea,
        session_requested_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      -- One session per owner: the TPP itself or one consent. renewing_until is the lease of whoever renews it.
      CREATE TABLE bunq_sessions (
        environment text NOT NULL,
        owner text NOT NULL,
        session_sealed bytea,
        expires_at timestamptz,
        renewing_until timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT bunq_sessions_pk PRIMARY KEY (environment, owner)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE bunq_sessions;
      DROP TABLE bunq_contexts;
    `);
  }
}

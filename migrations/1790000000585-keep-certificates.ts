import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates that the company holds: read from the settings, or entered by hand. Their private keys are never here. */
export class KeepCertificates1790000000585 implements MigrationInterface {
  readonly name = 'KeepCertificates1790000000585';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE certificates (
        id uuid CONSTRAINT certificates_pk PRIMARY KEY,
        fingerprint_sha256 text NOT NULL CONSTRAINT certificates_fingerprint UNIQUE,
        kind text NOT NULL CONSTRAINT certificates_kind CHECK (kind IN ('qseal', 'qwac', 'tls', 'issuer', 'other')),
        subject text NOT NULL,
        issuer text NOT NULL,
        serial text NOT NULL,
        not_before timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        used_for text NOT NULL,
        -- The setting that names its file; none when a person entered it.
        setting text,
        staff_id uuid CONSTRAINT certificates_staff REFERENCES staff_members (id),
        pem text NOT NULL,
        noted_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        end_reason text CONSTRAINT certificates_end_reason CHECK (end_reason IN ('replaced', 'retired')),
        replaced_by uuid CONSTRAINT certificates_replaced_by REFERENCES certificates (id),
        CONSTRAINT certificates_source CHECK (num_nonnulls(setting, staff_id) = 1),
        CONSTRAINT certificates_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      CREATE INDEX certificates_in_use ON certificates (not_after) WHERE ended_at IS NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE certificates`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence packs that staff asked for; a worker makes them, because it has the key and all that they are made of. */
export class AskForEvidencePacks1790000000571 implements MigrationInterface {
  readonly name = 'AskForEvidencePacks1790000000571';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE staff_evidence_packs (
        staff_id uuid NOT NULL CONSTRAINT staff_evidence_packs_staff REFERENCES staff_members (id),
        id uuid NOT NULL CONSTRAINT staff_evidence_packs_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT staff_evidence_packs_kind CHECK (kind IN ('payment', 'consent')),
        subject_id uuid NOT NULL,
        reason text NOT NULL,
        status text NOT NULL DEFAULT 'making' CONSTRAINT staff_evidence_packs_status
          CHECK (status IN ('making', 'ready', 'failed', 'gone')),
        failure text,
        -- The whole file, sealed; it is there while the pack is ready.
        zip_sealed bytea,
        manifest_sha256 text,
        asked_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT staff_evidence_packs_file CHECK ((zip_sealed IS NOT NULL) = (status = 'ready'))
      );
      CREATE INDEX staff_evidence_packs_open ON staff_evidence_packs (staff_id) WHERE status IN ('making', 'ready');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE staff_evidence_packs`);
  }
}

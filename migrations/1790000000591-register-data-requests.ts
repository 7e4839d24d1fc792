import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who asked what is known of them, or that it be erased. What names them is sealed under a key of their own. */
export class RegisterDataRequests1790000000591 implements MigrationInterface {
  readonly name = 'RegisterDataRequests1790000000591';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE data_subjects (
        id uuid CONSTRAINT data_subjects_pk PRIMARY KEY,
        kind text NOT NULL CONSTRAINT data_subjects_kind CHECK (kind IN ('iban', 'email', 'phone', 'bank_user')),
        -- By what the person is found again: a keyed hash; blank with the erasure.
        lookup_hash bytea CONSTRAINT data_subjects_lookup UNIQUE,
        -- Under the key of this person.
        identifier_sealed bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        erased_at timestamptz,
        CONSTRAINT data_subjects_erased CHECK (
          (erased_at IS NULL) = (lookup_hash IS NOT NULL) AND (erased_at IS NULL) = (identifier_sealed IS NOT NULL))
      );

      -- Without its key, nothing that was sealed for a person opens again, in whatever backup it lies.
      CREATE TABLE data_subject_keys (
        subject_id uuid CONSTRAINT data_subject_keys_pk PRIMARY KEY
          CONSTRAINT data_subject_keys_subject REFERENCES data_subjects (id),
        key_sealed bytea NOT NULL
      );

      CREATE TABLE data_requests (
        id uuid CONSTRAINT data_requests_pk PRIMARY KEY,
        subject_id uuid NOT NULL CONSTRAINT data_requests_subject REFERENCES data_subjects (id),
        kind text NOT NULL CONSTRAINT data_requests_kind CHECK (kind IN ('access', 'erasure')),
        status text NOT NULL CONSTRAINT data_requests_status
          CHECK (status IN ('waiting', 'working', 'ready', 'lapsed', 'done', 'refused')),
        case_reference text NOT NULL CONSTRAINT data_requests_case UNIQUE,
        reason text NOT NULL,
        received_on date NOT NULL,
        -- GDPR art. 12(3): a month after it was received, or three where that was told within the first.
        due_at timestamptz NOT NULL,
        is_extended boolean NOT NULL DEFAULT false,
        asked_by uuid NOT NULL CONSTRAINT data_requests_asked_by REFERENCES staff_members (id),
        asked_at timestamptz NOT NULL DEFAULT now(),
        decided_by uuid CONSTRAINT data_requests_decided_by REFERENCES staff_members (id),
        decided_at timestamptz,
        refusal text,
        -- Counts per class of data, and on which ground what stayed has stayed; nothing personal.
        outcome jsonb,
        -- The answer, under the key of the person; while it is there to be fetched.
        file_sealed bytea,
        ended_at timestamptz,
        CONSTRAINT data_requests_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
        -- Nobody erases alone.
        CONSTRAINT data_requests_four_eyes CHECK (decided_by IS NULL OR decided_by <> asked_by OR kind = 'access'),
        CONSTRAINT data_requests_erased_by_two CHECK (
          kind = 'access' OR status IN ('waiting', 'refused') OR decided_by IS NOT NULL),
        CONSTRAINT data_requests_file CHECK ((file_sealed IS NOT NULL) = (status = 'ready'))
      );
      CREATE INDEX data_requests_open ON data_requests (due_at) WHERE ended_at IS NULL;
      CREATE INDEX data_requests_of_subject ON data_requests (subject_id);

      -- By what a person is looked for; few payments go to an address or a number.
      CREATE INDEX payments_creditor_email ON payments (creditor_email) WHERE creditor_email IS NOT NULL;
      CREATE INDEX payments_creditor_phone ON payments (creditor_phone) WHERE creditor_phone IS NOT NULL;
      CREATE INDEX payments_entries ON payments USING gin (entries jsonb_path_ops) WHERE entries IS NOT NULL;
      CREATE INDEX consent_psu_keys_hash ON consent_psu_keys (key_hash);
      -- The page that a payer saw can be erased; its hash stays.
      ALTER TABLE consent_renders ALTER COLUMN html_sealed DROP NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DELETE FROM consent_presentations p USING consent_renders r
        WHERE r.partner_id = p.partner_id AND r.consent_id = p.consent_id AND r.text_hash = p.text_hash AND r.html_sealed IS NULL;
      DELETE FROM consent_renders WHERE html_sealed IS NULL;
      ALTER TABLE consent_renders ALTER COLUMN html_sealed SET NOT NULL;
      DROP INDEX consent_psu_keys_hash, payments_entries, payments_creditor_phone, payments_creditor_email;
      DROP TABLE data_requests, data_subject_keys, data_subjects`);
  }
}

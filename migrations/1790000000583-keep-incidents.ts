import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange } from './support/row-level-security.js';

/** Incidents, and what was done and found with each. Entries are added and never changed. */
export class KeepIncidents1790000000583 implements MigrationInterface {
  readonly name = 'KeepIncidents1790000000583';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE incidents (
        id uuid CONSTRAINT incidents_pk PRIMARY KEY,
        case_reference text NOT NULL CONSTRAINT incidents_case UNIQUE,
        nature text NOT NULL CONSTRAINT incidents_nature
          CHECK (nature IN ('availability', 'security', 'data', 'payments', 'third_party', 'other')),
        -- When the company became aware: the law's longest clock runs from here.
        detected_at timestamptz NOT NULL,
        -- What holds of the entries, for lists and alarms.
        status text NOT NULL DEFAULT 'open' CONSTRAINT incidents_status CHECK (status IN ('open', 'closed')),
        classification text NOT NULL DEFAULT 'not_classified' CONSTRAINT incidents_classification
          CHECK (classification IN ('not_classified', 'major', 'not_major')),
        started_at timestamptz,
        ended_at timestamptz,
        next_report text CONSTRAINT incidents_next
          CHECK (next_report IN ('classification', 'initial', 'intermediate', 'final', 'reclassified')),
        -- From when the time that is left is short, and when it is over.
        next_near_at timestamptz,
        next_due_at timestamptz,
        CONSTRAINT incidents_window CHECK (ended_at >= started_at),
        CONSTRAINT incidents_due CHECK (next_due_at IS NULL OR next_report IS NOT NULL)
      );
      CREATE INDEX incidents_open ON incidents (next_due_at) WHERE status = 'open';

      CREATE TABLE incident_entries (
        incident_id uuid NOT NULL CONSTRAINT incident_entries_incident REFERENCES incidents (id),
        number integer NOT NULL,
        kind text NOT NULL CONSTRAINT incident_entries_kind
          CHECK (kind IN ('opened', 'noted', 'timed', 'classified', 'reported', 'delay_told', 'closed')),
        -- Codes, times and figures; with a report the figures as they were when it was sent.
        facts jsonb NOT NULL,
        -- What a person wrote: it may name anybody, and is sealed.
        text_sealed bytea NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT incident_entries_staff REFERENCES staff_members (id),
        made_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT incident_entries_pk PRIMARY KEY (incident_id, number)
      );
    `);
    await letNobodyChange(queryRunner, 'incident_entries');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE incident_entries; DROP TABLE incidents`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Complaints of payers and partners, and each step taken with them. Steps are added and never changed. */
export class KeepComplaints1790000000582 implements MigrationInterface {
  readonly name = 'KeepComplaints1790000000582';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE complaints (
        -- Whose payer complained, or who did; nobody's when it is about no partner.
        partner_id uuid CONSTRAINT complaints_partner REFERENCES partners (id),
        id uuid CONSTRAINT complaints_pk PRIMARY KEY,
        complainant text NOT NULL CONSTRAINT complaints_complainant CHECK (complainant IN ('payer', 'partner', 'other')),
        topic text NOT NULL CONSTRAINT complaints_topic
          CHECK (topic IN ('payment', 'account_information', 'consent', 'personal_data', 'service', 'other')),
        payment_id uuid,
        consent_id uuid,
        case_reference text NOT NULL CONSTRAINT complaints_case UNIQUE,
        received_on date NOT NULL,
        -- The end of the 15th and of the 35th business day after it was received.
        reply_by timestamptz NOT NULL,
        latest_reply_by timestamptz NOT NULL,
        -- What holds of the steps, for lists.
        status text NOT NULL DEFAULT 'open' CONSTRAINT complaints_status CHECK (status IN ('open', 'held', 'closed')),
        -- When it is late: at the end of the 15th day, or of the day that a holding reply named.
        due_at timestamptz NOT NULL,
        CONSTRAINT complaints_due CHECK (due_at <= latest_reply_by),
        CONSTRAINT complaints_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id),
        CONSTRAINT complaints_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id)
      );
      CREATE INDEX complaints_open ON complaints (due_at) WHERE status <> 'closed';

      CREATE TABLE complaint_steps (
        complaint_id uuid NOT NULL CONSTRAINT complaint_steps_complaint REFERENCES complaints (id),
        number integer NOT NULL,
        kind text NOT NULL CONSTRAINT complaint_steps_kind CHECK (kind IN ('entered', 'noted', 'held', 'closed')),
        outcome text CONSTRAINT complaint_steps_outcome
          CHECK (outcome IN ('upheld', 'partly_upheld', 'rejected', 'withdrawn')),
        -- What a person wrote: it may name anybody, and is sealed.
        text_sealed bytea NOT NULL,
        staff_id uuid NOT NULL CONSTRAINT complaint_steps_staff REFERENCES staff_members (id),
        taken_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT complaint_steps_pk PRIMARY KEY (complaint_id, number),
        CONSTRAINT complaint_steps_end CHECK ((kind = 'closed') = (outcome IS NOT NULL))
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'complaints');
    await letNobodyChange(queryRunner, 'complaint_steps');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE complaint_steps; DROP TABLE complaints`);
  }
}

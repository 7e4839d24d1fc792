import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** That the bank called about something of ours, when, and what we did with the hint. Nothing of what the call said is kept. */
export class RecordBankCallbacks1790000000605 implements MigrationInterface {
  readonly name = 'RecordBankCallbacks1790000000605';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE bank_callbacks (
        partner_id uuid NOT NULL,
        -- The public id of what it is about.
        subject text NOT NULL,
        kind text NOT NULL,
        effect text NOT NULL,
        -- When it came, or the day of it: of some kinds, those of a day share a row.
        slot timestamptz NOT NULL,
        first_at timestamptz NOT NULL DEFAULT now(),
        last_at timestamptz NOT NULL DEFAULT now(),
        times integer NOT NULL DEFAULT 1,
        CONSTRAINT bank_callbacks_pk PRIMARY KEY (partner_id, subject, slot, kind, effect),
        CONSTRAINT bank_callbacks_kind
          CHECK (kind IN ('draft_payment', 'account_movement', 'connection_ended', 'payment_request')),
        CONSTRAINT bank_callbacks_effect CHECK (effect IN ('read_is_due', 'nothing_to_read')),
        CONSTRAINT bank_callbacks_partner FOREIGN KEY (partner_id) REFERENCES partners (id)
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'bank_callbacks');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE bank_callbacks`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Answers of the bank with its signature, as they were received. */
export class KeepBankAnswers1790000000570 implements MigrationInterface {
  readonly name = 'KeepBankAnswers1790000000570';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE bank_answers (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        -- The public id of what it is about.
        subject text NOT NULL,
        request text NOT NULL,
        response_id text,
        body_sealed bytea NOT NULL,
        body_hash bytea NOT NULL,
        signature text NOT NULL,
        server_public_key text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT bank_answers_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT bank_answers_once UNIQUE (partner_id, subject, body_hash),
        CONSTRAINT bank_answers_partner FOREIGN KEY (partner_id) REFERENCES partners (id)
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'bank_answers');
    await letNobodyChange(queryRunner, 'bank_answers');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE bank_answers`);
  }
}

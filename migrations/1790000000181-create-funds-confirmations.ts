import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Questions whether an amount could leave a payer's account, and the bank's yes or no. No balance has a place here. */
export class CreateFundsConfirmations1790000000181 implements MigrationInterface {
  readonly name = 'CreateFundsConfirmations1790000000181';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE funds_confirmation_batches (
        partner_id uuid NOT NULL CONSTRAINT funds_confirmation_batches_partner REFERENCES partners (id),
        id uuid NOT NULL,
        status text NOT NULL CONSTRAINT funds_confirmation_batches_status CHECK (status IN ('pending', 'completed')),
        version integer NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz,
        CONSTRAINT funds_confirmation_batches_pk PRIMARY KEY (partner_id, id)
      );

      CREATE TABLE funds_confirmations (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        consent_id uuid NOT NULL,
        account_id uuid NOT NULL,
        batch_id uuid,
        amount_minor bigint NOT NULL CONSTRAINT funds_confirmations_amount CHECK (amount_minor > 0),
        currency text NOT NULL CONSTRAINT funds_confirmations_currency CHECK (currency = 'EUR'),
        status text NOT NULL CONSTRAINT funds_confirmations_status CHECK (status IN ('pending', 'answered', 'unanswered')),
        funds_available boolean,
        -- Why there is no answer; while pending, what has kept it away so far.
        reason text CONSTRAINT funds_confirmations_reason
          CHECK (reason IN ('bank_unavailable', 'bank_limited', 'bank_refused', 'consent_ended')),
        version integer NOT NULL,
        -- How often the question may have reached the bank; written before it is sent.
        asks integer NOT NULL DEFAULT 0,
        asked_at timestamptz,
        -- What the bank has not answered by then is not asked again.
        ask_until timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        answered_at timestamptz,
        CONSTRAINT funds_confirmations_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT funds_confirmations_answer CHECK ((status = 'answered') = (funds_available IS NOT NULL)),
        CONSTRAINT funds_confirmations_consent FOREIGN KEY (partner_id, consent_id) REFERENCES consents (partner_id, id),
        CONSTRAINT funds_confirmations_account FOREIGN KEY (partner_id, account_id) REFERENCES accounts (partner_id, id),
        CONSTRAINT funds_confirmations_batch FOREIGN KEY (partner_id, batch_id)
          REFERENCES funds_confirmation_batches (partner_id, id)
      );
      CREATE INDEX funds_confirmations_consent_order ON funds_confirmations (partner_id, consent_id, id);
      CREATE INDEX funds_confirmations_batch_order ON funds_confirmations (partner_id, batch_id, id)
        WHERE batch_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE funds_confirmations;
      DROP TABLE funds_confirmation_batches;
    `);
  }
}

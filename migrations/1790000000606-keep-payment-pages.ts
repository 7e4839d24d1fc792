import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** What a payer saw of a payment before deciding on it, word for word. */
export class KeepPaymentPages1790000000606 implements MigrationInterface {
  readonly name = 'KeepPaymentPages1790000000606';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payment_pages (
        partner_id uuid NOT NULL,
        payment_id uuid NOT NULL,
        text_hash bytea NOT NULL,
        template_version text NOT NULL,
        language text NOT NULL,
        -- Compressed, then sealed.
        html_sealed bytea NOT NULL,
        first_shown_at timestamptz NOT NULL DEFAULT now(),
        last_shown_at timestamptz NOT NULL DEFAULT now(),
        times_shown integer NOT NULL DEFAULT 1,
        CONSTRAINT payment_pages_pk PRIMARY KEY (partner_id, payment_id, text_hash),
        CONSTRAINT payment_pages_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id)
      );
    `);
    await letPartnersSeeTheirOwn(queryRunner, 'payment_pages');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE payment_pages`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that make a payment for whoever opens them, and the visits to them. */
export class CreatePaymentLinks1790000000241 implements MigrationInterface {
  readonly name = 'CreatePaymentLinks1790000000241';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payment_links (
        partner_id uuid NOT NULL CONSTRAINT payment_links_partner REFERENCES partners (id),
        id uuid NOT NULL,
        use text NOT NULL CONSTRAINT payment_links_use CHECK (use IN ('single', 'multiple')),
        status text NOT NULL CONSTRAINT payment_links_status CHECK (status IN ('active', 'deactivated', 'expired')),
        version integer NOT NULL DEFAULT 1,
        -- Null: the payer says how much, within the two bounds.
        amount_minor bigint CONSTRAINT payment_links_amount CHECK (amount_minor > 0),
        minimum_minor bigint CONSTRAINT payment_links_minimum CHECK (minimum_minor > 0),
        maximum_minor bigint CONSTRAINT payment_links_maximum CHECK (maximum_minor >= minimum_minor),
        currency text NOT NULL,
        creditor_name text,
        creditor_iban text,
        creditor_email text,
        creditor_phone text,
        remittance_information text NOT NULL,
        reference text,
        redirect_uri text,
        token_hash bytea NOT NULL CONSTRAINT payment_links_token UNIQUE,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT payment_links_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT payment_links_amount_or_bounds CHECK (
          (amount_minor IS NULL) = (minimum_minor IS NOT NULL) AND (minimum_minor IS NULL) = (maximum_minor IS NULL)),
        CONSTRAINT payment_links_creditor CHECK (num_nonnulls(creditor_iban, creditor_email, creditor_phone) = 1)
      );

      ALTER TABLE payments
        ADD COLUMN payment_link_id uuid,
        ADD COLUMN is_link_single_use boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT payments_payment_link FOREIGN KEY (partner_id, payment_link_id)
          REFERENCES payment_links (partner_id, id);
      -- A single-use link has one payment that is open, paid or in doubt. One that ended unpaid frees the link.
      CREATE UNIQUE INDEX payments_single_use_link ON payments (partner_id, payment_link_id)
        WHERE is_link_single_use AND status NOT IN ('rejected', 'cancelled', 'expired', 'failed');
      CREATE INDEX payments_of_link ON payments (partner_id, payment_link_id, id) WHERE payment_link_id IS NOT NULL;
      -- How many wait for their payer: a link that anybody can open must not fill the books.
      CREATE INDEX payments_waiting_of_link ON payments (partner_id, payment_link_id)
        WHERE payment_link_id IS NOT NULL AND status = 'received';

      -- One page that was drawn for one browser. Sending its form again finds the payment of the first time.
      CREATE TABLE payment_link_visits (
        partner_id uuid NOT NULL,
        link_id uuid NOT NULL,
        visit_hash bytea NOT NULL,
        browser_hash bytea NOT NULL,
        payment_id uuid,
        visited_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT payment_link_visits_pk PRIMARY KEY (partner_id, link_id, visit_hash),
        CONSTRAINT payment_link_visits_link FOREIGN KEY (partner_id, link_id) REFERENCES payment_links (partner_id, id),
        CONSTRAINT payment_link_visits_payment FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id)
      );
      CREATE INDEX payment_link_visits_browser ON payment_link_visits (partner_id, link_id, browser_hash);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE payment_link_visits;
      ALTER TABLE payments DROP COLUMN payment_link_id, DROP COLUMN is_link_single_use;
      DROP TABLE payment_links;
    `);
  }
}

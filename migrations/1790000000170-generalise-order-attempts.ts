import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attempts of any order at the bank, not of payments alone: payouts and payment requests are brought there by the same
 * engine. `bank_list` names the list on which an order stands, since ids grow along one list.
 */
export class GeneraliseOrderAttempts1790000000170 implements MigrationInterface {
  readonly name = 'GeneraliseOrderAttempts1790000000170';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payment_attempts RENAME TO order_attempts;
      ALTER TABLE order_attempts DROP CONSTRAINT payment_attempts_payment;
      ALTER TABLE order_attempts RENAME COLUMN payment_id TO order_id;
      ALTER TABLE order_attempts RENAME CONSTRAINT payment_attempts_pk TO order_attempts_pk;
      ALTER TABLE order_attempts RENAME CONSTRAINT payment_attempts_request_id TO order_attempts_request_id;
      ALTER TABLE order_attempts RENAME CONSTRAINT payment_attempts_status TO order_attempts_status;
      ALTER TABLE order_attempts
        ADD COLUMN bank_list text,
        ADD CONSTRAINT order_attempts_partner FOREIGN KEY (partner_id) REFERENCES partners (id),
        ADD CONSTRAINT order_attempts_rail CHECK (rail IN ('psp_draft', 'issuer_transaction', 'draft', 'payment', 'request_inquiry'));
      ALTER INDEX payment_attempts_open_tuple RENAME TO order_attempts_open_tuple;
      DROP INDEX payment_attempts_objects;
      UPDATE order_attempts SET bank_list = rail WHERE rail IN ('psp_draft', 'issuer_transaction');
      CREATE INDEX order_attempts_bank_list ON order_attempts (bank_list, bunq_object_id DESC) WHERE bunq_object_id IS NOT NULL;
      -- A bank object belongs to one order only, of whatever kind.
      CREATE UNIQUE INDEX order_attempts_adopted ON order_attempts (rail, bunq_object_id) WHERE status = 'accepted';
      -- Read whenever a payer wants to go to the bank; few at any time.
      CREATE INDEX order_attempts_in_doubt ON order_attempts (rail)
        WHERE status IN ('sending', 'unsent', 'unknown') AND unknown_since IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP INDEX order_attempts_in_doubt;
      DROP INDEX order_attempts_adopted;
      DROP INDEX order_attempts_bank_list;
      ALTER INDEX order_attempts_open_tuple RENAME TO payment_attempts_open_tuple;
      ALTER TABLE order_attempts
        DROP CONSTRAINT order_attempts_rail,
        DROP CONSTRAINT order_attempts_partner,
        DROP COLUMN bank_list;
      ALTER TABLE order_attempts RENAME CONSTRAINT order_attempts_status TO payment_attempts_status;
      ALTER TABLE order_attempts RENAME CONSTRAINT order_attempts_request_id TO payment_attempts_request_id;
      ALTER TABLE order_attempts RENAME CONSTRAINT order_attempts_pk TO payment_attempts_pk;
      ALTER TABLE order_attempts RENAME COLUMN order_id TO payment_id;
      ALTER TABLE order_attempts RENAME TO payment_attempts;
      ALTER TABLE payment_attempts ADD CONSTRAINT payment_attempts_payment
        FOREIGN KEY (partner_id, payment_id) REFERENCES payments (partner_id, id);
      CREATE INDEX payment_attempts_objects ON payment_attempts (rail, bunq_object_id DESC) WHERE bunq_object_id IS NOT NULL;
    `);
  }
}

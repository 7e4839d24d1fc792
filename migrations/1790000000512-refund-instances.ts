import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds of what a planned payment paid at one of its times. */
export class RefundInstances1790000000512 implements MigrationInterface {
  readonly name = 'RefundInstances1790000000512';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payouts
        ADD COLUMN payment_instance_id uuid,
        ADD CONSTRAINT payouts_payment_instance
          FOREIGN KEY (partner_id, payment_instance_id) REFERENCES payment_instances (partner_id, id),
        ADD CONSTRAINT payouts_instance_refunded CHECK (payment_instance_id IS NULL OR kind = 'refund');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE payouts DROP COLUMN payment_instance_id`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Due work: the memory behind the queues, which are only doorbells. */
export class CreateOutbox1790000000003 implements MigrationInterface {
  readonly name = 'CreateOutbox1790000000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Work that is due, written in the transaction that made it due. A worker claims a row by compare-and-set; the
      -- generation tells whether the work was asked for again meanwhile.
      CREATE TABLE outbox (
        kind text NOT NULL,
        subject text NOT NULL,
        partner_id uuid,
        due_at timestamptz NOT NULL,
        generation bigint NOT NULL DEFAULT 1,
        lease_until timestamptz,
        tries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT outbox_pk PRIMARY KEY (kind, subject)
      );
      CREATE INDEX outbox_due ON outbox (due_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE outbox;
    `);
  }
}

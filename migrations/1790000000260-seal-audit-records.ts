import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tree over audit records and its signed heads. What is sealed is inserted once and never changed, like the records. */
export class SealAuditRecords1790000000260 implements MigrationInterface {
  readonly name = 'SealAuditRecords1790000000260';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The place of each record in the sealed order.
      CREATE TABLE audit_leaves (
        seq bigint CONSTRAINT audit_leaves_pk PRIMARY KEY,
        record_id uuid NOT NULL CONSTRAINT audit_leaves_record UNIQUE,
        hash bytea NOT NULL
      );
      -- Roots of whole subtrees of 2^level leaves, for proofs; only every fourth level is kept.
      CREATE TABLE audit_nodes (
        level integer NOT NULL,
        index bigint NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT audit_nodes_pk PRIMARY KEY (level, index)
      );
      CREATE TABLE audit_heads (
        number bigint CONSTRAINT audit_heads_pk PRIMARY KEY,
        tree_size bigint NOT NULL,
        root bytea NOT NULL,
        previous_hash bytea NOT NULL,
        -- As text, because these very characters are signed.
        sealed_at text NOT NULL,
        key_id text NOT NULL,
        signature bytea NOT NULL,
        -- From where the sealer goes on; not signed, and checked against what is.
        edge bytea[] NOT NULL,
        last_xact_id xid8 NOT NULL,
        last_record_id uuid NOT NULL
      );
      -- Which heads each outside witness has confirmed.
      CREATE TABLE audit_witnessed_heads (
        witness text NOT NULL,
        number bigint NOT NULL CONSTRAINT audit_witnessed_heads_head REFERENCES audit_heads (number),
        witnessed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT audit_witnessed_heads_pk PRIMARY KEY (witness, number)
      );
    `);
    for (const table of ['audit_leaves', 'audit_nodes', 'audit_heads', 'audit_witnessed_heads']) {
      await queryRunner.query(`
        CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION audit_records_are_insert_only();
        CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION audit_records_are_insert_only();
      `);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE audit_witnessed_heads;
      DROP TABLE audit_heads;
      DROP TABLE audit_nodes;
      DROP TABLE audit_leaves;
    `);
  }
}

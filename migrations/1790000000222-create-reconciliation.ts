import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the comparison of the bank's books with ours finds, and the memory of times when ours were restored. */
export class CreateReconciliation1790000000222 implements MigrationInterface {
  readonly name = 'CreateReconciliation1790000000222';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Orders that stand at the bank and are nobody's here. trace_hash is what the bank shows of an order and what an
      -- order of ours would show there too, so that the one it belongs to can be found.
      CREATE TABLE unowned_orders (
        bank_list text NOT NULL,
        bunq_object_id bigint NOT NULL,
        rail text NOT NULL,
        trace_hash bytea,
        bank_status text NOT NULL,
        state text NOT NULL CONSTRAINT unowned_orders_state
          CHECK (state IN ('live', 'accepted', 'withdrawn', 'ended', 'owned', 'explained')),
        -- False where others may order on the same list, and nothing proves that it was us.
        is_ours boolean NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        claimed_by uuid,
        explained_by uuid CONSTRAINT unowned_orders_explained_by REFERENCES operators (id),
        confirmed_by uuid CONSTRAINT unowned_orders_confirmed_by REFERENCES operators (id),
        explanation text,
        CONSTRAINT unowned_orders_pk PRIMARY KEY (bank_list, bunq_object_id),
        CONSTRAINT unowned_orders_four_eyes
          CHECK (state <> 'explained' OR (explained_by <> confirmed_by AND explanation IS NOT NULL))
      );
      CREATE INDEX unowned_orders_trace ON unowned_orders (trace_hash)
        WHERE state IN ('live', 'accepted') AND claimed_by IS NULL;
      CREATE FUNCTION unowned_orders_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF operators_are_related(NEW.explained_by, NEW.confirmed_by) THEN
          RAISE EXCEPTION 'who explains cannot confirm' USING CONSTRAINT = 'unowned_orders_four_eyes';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER unowned_orders_explain BEFORE INSERT OR UPDATE ON unowned_orders FOR EACH ROW
        WHEN (NEW.state = 'explained') EXECUTE FUNCTION unowned_orders_four_eyes();

      -- Up to here everything on a list of the bank was explained at the last look.
      CREATE TABLE bank_list_marks (
        bank_list text CONSTRAINT bank_list_marks_pk PRIMARY KEY,
        mark bigint NOT NULL,
        -- What the mark becomes once a list that lags must have shown all below it.
        next_mark bigint NOT NULL,
        next_since timestamptz NOT NULL DEFAULT clock_timestamp(),
        scanned_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      -- Up to here what changed was checked.
      CREATE TABLE reconciliation_cursors (
        name text CONSTRAINT reconciliation_cursors_pk PRIMARY KEY,
        xact_id xid8 NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );

      -- What does not fit: opened when it is first seen, closed when it fits again.
      CREATE TABLE reconciliation_gaps (
        id uuid CONSTRAINT reconciliation_gaps_pk PRIMARY KEY,
        kind text NOT NULL,
        subject text NOT NULL,
        partner_id uuid,
        details jsonb NOT NULL DEFAULT '{}',
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        closed_at timestamptz
      );
      CREATE UNIQUE INDEX reconciliation_gaps_open ON reconciliation_gaps (kind, subject) WHERE closed_at IS NULL;
      CREATE INDEX reconciliation_gaps_closed ON reconciliation_gaps (closed_at) WHERE closed_at IS NOT NULL;

      -- Times in which nothing is sent to the bank, because rows may be missing here.
      CREATE TABLE recoveries (
        id uuid CONSTRAINT recoveries_pk PRIMARY KEY,
        cause text NOT NULL,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        comparisons integer NOT NULL DEFAULT 0,
        compared_at timestamptz,
        -- What still keeps it open, as of the last comparison.
        obstacles jsonb NOT NULL DEFAULT '[]',
        withdrawn integer NOT NULL DEFAULT 0,
        ended_at timestamptz,
        ended_because text
      );
      CREATE UNIQUE INDEX recoveries_open ON recoveries ((true)) WHERE ended_at IS NULL;

      -- A counter that only grows. Its greatest value is also kept outside of this database: a database that is behind
      -- that was restored.
      CREATE TABLE platform_beats (
        one boolean CONSTRAINT platform_beats_pk PRIMARY KEY DEFAULT true CONSTRAINT platform_beats_one CHECK (one),
        beat bigint NOT NULL,
        server text NOT NULL,
        beaten_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE platform_beats;
      DROP TABLE recoveries;
      DROP TABLE reconciliation_gaps;
      DROP TABLE reconciliation_cursors;
      DROP TABLE bank_list_marks;
      DROP TABLE unowned_orders;
      DROP FUNCTION unowned_orders_four_eyes;
    `);
  }
}

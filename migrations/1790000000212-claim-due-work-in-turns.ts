import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Turns of partners at the bank: whoever orders much waits for its own, not everybody else. */
export class ClaimDueWorkInTurns1790000000212 implements MigrationInterface {
  readonly name = 'ClaimDueWorkInTurns1790000000212';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE partners ADD COLUMN bank_share integer NOT NULL DEFAULT 1
        CONSTRAINT partners_bank_share CHECK (bank_share BETWEEN 1 AND 100);

      CREATE INDEX outbox_of_partner ON outbox (kind, partner_id, due_at);
      CREATE INDEX outbox_held ON outbox (kind, partner_id) WHERE lease_until IS NOT NULL;

      -- Start-time fair queueing: a clock per kind of work that counts turns, and per partner the turn up to which it has
      -- been served. Who was away joins at the present turn, so nobody saves up turns.
      CREATE TABLE outbox_clocks (
        kind text CONSTRAINT outbox_clocks_pk PRIMARY KEY,
        turn double precision NOT NULL
      );
      CREATE TABLE outbox_turns (
        kind text NOT NULL,
        partner_id uuid NOT NULL,
        served_until double precision NOT NULL,
        CONSTRAINT outbox_turns_pk PRIMARY KEY (kind, partner_id)
      );

      -- Claims the due work of the partner whose turn it is, its oldest first. A partner of which p_most pieces are held
      -- already is passed over. One claim at a time per kind, so that the bound and the order are exact.
      CREATE FUNCTION claim_in_turn(p_kind text, p_hold_ms bigint, p_most integer,
        OUT subject text, OUT partner_id uuid, OUT generation bigint, OUT tries integer, OUT lease_until text
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        v_subject text;
        v_partner uuid;
        v_start double precision;
        v_share integer;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('outbox:' || p_kind, 0));
        WITH RECURSIVE present AS (
          (SELECT o.partner_id FROM outbox o WHERE o.kind = p_kind AND o.partner_id IS NOT NULL ORDER BY o.partner_id LIMIT 1)
          UNION ALL
          SELECT (SELECT o.partner_id FROM outbox o WHERE o.kind = p_kind AND o.partner_id > present.partner_id
                  ORDER BY o.partner_id LIMIT 1)
          FROM present WHERE present.partner_id IS NOT NULL
        )
        SELECT oldest.subject, present.partner_id,
               greatest(coalesce(t.served_until, 0), coalesce((SELECT turn FROM outbox_clocks WHERE kind = p_kind), 0))
        INTO v_subject, v_partner, v_start
        FROM present
          CROSS JOIN LATERAL (
            SELECT o.subject, o.due_at FROM outbox o
            WHERE o.kind = p_kind AND o.partner_id = present.partner_id AND o.due_at <= clock_timestamp()
              AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
            ORDER BY o.due_at, o.subject LIMIT 1
          ) oldest
          LEFT JOIN outbox_turns t ON t.kind = p_kind AND t.partner_id = present.partner_id
        WHERE (SELECT count(*) FROM outbox h WHERE h.kind = p_kind AND h.partner_id = present.partner_id
                 AND h.lease_until IS NOT NULL AND h.lease_until >= clock_timestamp()) < p_most
        ORDER BY 3, oldest.due_at, present.partner_id LIMIT 1;
        IF v_subject IS NULL THEN RETURN; END IF;

        SELECT bank_share INTO v_share FROM partners WHERE id = v_partner;
        INSERT INTO outbox_clocks (kind, turn) VALUES (p_kind, v_start)
          ON CONFLICT (kind) DO UPDATE SET turn = excluded.turn;
        INSERT INTO outbox_turns (kind, partner_id, served_until) VALUES (p_kind, v_partner, v_start + 1.0 / coalesce(v_share, 1))
          ON CONFLICT (kind, partner_id) DO UPDATE SET served_until = excluded.served_until;
        UPDATE outbox o SET lease_until = clock_timestamp() + p_hold_ms * interval '1 millisecond', tries = o.tries + 1
        WHERE o.kind = p_kind AND o.subject = v_subject AND (o.lease_until IS NULL OR o.lease_until < clock_timestamp())
        RETURNING o.subject, o.partner_id, o.generation, o.tries, o.lease_until::text
        INTO subject, partner_id, generation, tries, lease_until;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION claim_in_turn;
      DROP TABLE outbox_turns;
      DROP TABLE outbox_clocks;
      DROP INDEX outbox_held;
      DROP INDEX outbox_of_partner;
      ALTER TABLE partners DROP COLUMN bank_share;
    `);
  }
}

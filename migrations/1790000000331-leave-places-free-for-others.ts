import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Turns at the bank in which whoever orders far more than the others does not fill the bank's whole window. */
export class LeavePlacesFreeForOthers1790000000331 implements MigrationInterface {
  readonly name = 'LeavePlacesFreeForOthers1790000000331';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Who was served when, for ten windows back.
      CREATE TABLE outbox_served (
        kind text NOT NULL,
        partner_id uuid NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX outbox_served_at ON outbox_served (kind, at);

      -- As the function of three parameters, which stays for processes of the version before. The bank takes p_places
      -- orders in p_window_ms (0: it has no such limit). A partner that was served more than four times, and thrice as
      -- often as the average of all, in the last ten windows leaves half of the places free. If that is why nothing is
      -- claimed, again_in_ms tells when it is worth looking again.
      CREATE FUNCTION claim_in_turn(p_kind text, p_hold_ms bigint, p_most integer, p_places integer, p_window_ms bigint,
        OUT subject text, OUT partner_id uuid, OUT generation bigint, OUT tries integer, OUT lease_until text, OUT again_in_ms bigint
      ) LANGUAGE plpgsql AS $$
      #variable_conflict use_column
      DECLARE
        v_now timestamptz;
        v_window interval := p_window_ms * interval '1 millisecond';
        v_subject text;
        v_partner uuid;
        v_start double precision;
        v_share integer;
        v_is_crowding boolean;
        v_used integer := 0;
        v_oldest timestamptz;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('outbox:' || p_kind, 0));
        v_now := clock_timestamp();
        IF p_places > 0 THEN
          DELETE FROM outbox_served WHERE kind = p_kind AND at <= v_now - 10 * v_window;
          SELECT count(*), min(at) INTO v_used, v_oldest FROM outbox_served WHERE kind = p_kind AND at > v_now - v_window;
        END IF;
        WITH RECURSIVE present AS (
          (SELECT o.partner_id FROM outbox o WHERE o.kind = p_kind AND o.partner_id IS NOT NULL ORDER BY o.partner_id LIMIT 1)
          UNION ALL
          SELECT (SELECT o.partner_id FROM outbox o WHERE o.kind = p_kind AND o.partner_id > present.partner_id
                  ORDER BY o.partner_id LIMIT 1)
          FROM present WHERE present.partner_id IS NOT NULL
        ), served AS (
          SELECT s.partner_id, count(*) AS times FROM outbox_served s WHERE s.kind = p_kind AND p_places > 0 GROUP BY s.partner_id
        ), ready AS (
          SELECT oldest.subject, oldest.due_at, present.partner_id,
                 greatest(coalesce(t.served_until, 0), coalesce((SELECT turn FROM outbox_clocks WHERE kind = p_kind), 0)) AS start,
                 p.bank_share AS share,
                 v_used + ceil(p_places / 2.0) >= p_places AND p_places > 0
                   AND coalesce(served.times, 0) > p.bank_share * greatest(4, 3 * (SELECT avg(times) FROM served)) AS is_crowding
          FROM present
            JOIN partners p ON p.id = present.partner_id
            CROSS JOIN LATERAL (
              SELECT o.subject, o.due_at FROM outbox o
              WHERE o.kind = p_kind AND o.partner_id = present.partner_id AND o.due_at <= v_now
                AND (o.lease_until IS NULL OR o.lease_until < v_now)
              ORDER BY o.due_at, o.subject LIMIT 1
            ) oldest
            LEFT JOIN outbox_turns t ON t.kind = p_kind AND t.partner_id = present.partner_id
            LEFT JOIN served ON served.partner_id = present.partner_id
          WHERE (SELECT count(*) FROM outbox h WHERE h.kind = p_kind AND h.partner_id = present.partner_id
                   AND h.lease_until IS NOT NULL AND h.lease_until >= v_now) < p_most
        )
        SELECT r.subject, r.partner_id, r.start, r.share, r.is_crowding
        INTO v_subject, v_partner, v_start, v_share, v_is_crowding
        FROM ready r ORDER BY r.is_crowding, r.start, r.due_at, r.partner_id LIMIT 1;
        IF v_subject IS NULL THEN RETURN; END IF;
        IF v_is_crowding THEN
          again_in_ms := greatest(10, ceil(extract(epoch FROM v_oldest + v_window - v_now) * 1000));
          RETURN;
        END IF;

        INSERT INTO outbox_clocks (kind, turn) VALUES (p_kind, v_start)
          ON CONFLICT (kind) DO UPDATE SET turn = excluded.turn;
        INSERT INTO outbox_turns (kind, partner_id, served_until) VALUES (p_kind, v_partner, v_start + 1.0 / v_share)
          ON CONFLICT (kind, partner_id) DO UPDATE SET served_until = excluded.served_until;
        IF p_places > 0 THEN
          INSERT INTO outbox_served (kind, partner_id, at) VALUES (p_kind, v_partner, v_now);
        END IF;
        UPDATE outbox o SET lease_until = v_now + p_hold_ms * interval '1 millisecond', tries = o.tries + 1
        WHERE o.kind = p_kind AND o.subject = v_subject AND (o.lease_until IS NULL OR o.lease_until < v_now)
        RETURNING o.subject, o.partner_id, o.generation, o.tries, o.lease_until::text
        INTO subject, partner_id, generation, tries, lease_until;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION claim_in_turn(text, bigint, integer, integer, bigint);
      DROP TABLE outbox_served;
    `);
  }
}

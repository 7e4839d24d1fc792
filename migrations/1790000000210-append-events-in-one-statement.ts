import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An event with its deliveries and their due work, in one statement. */
export class AppendEventsInOneStatement1790000000210 implements MigrationInterface {
  readonly name = 'AppendEventsInOneStatement1790000000210';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- One event, and a delivery with its due work for every enabled endpoint that listens: at most as many as ids were
      -- brought along. Returns the deliveries.
      CREATE FUNCTION append_event(
        p_partner_id uuid, p_id uuid, p_type text, p_resource_type text, p_resource_id uuid, p_resource_version integer,
        p_body text, p_created_at timestamptz, p_patterns text[], p_delivery_ids uuid[], p_only_endpoint uuid DEFAULT NULL
      ) RETURNS uuid[] LANGUAGE plpgsql AS $$
      DECLARE
        v_deliveries uuid[];
      BEGIN
        INSERT INTO events (partner_id, id, type, resource_type, resource_id, resource_version, body, created_at)
        VALUES (p_partner_id, p_id, p_type, p_resource_type, p_resource_id, p_resource_version, p_body, p_created_at);

        v_deliveries := '{}';
        -- Many partners have no endpoint and read instead.
        PERFORM FROM webhook_endpoints WHERE partner_id = p_partner_id AND status = 'enabled' AND deleted_at IS NULL;
        IF NOT FOUND THEN RETURN v_deliveries; END IF;

        WITH listening AS (
          SELECT id, row_number() OVER (ORDER BY id) AS place FROM webhook_endpoints
          WHERE partner_id = p_partner_id AND status = 'enabled' AND deleted_at IS NULL
            AND CASE WHEN p_only_endpoint IS NULL THEN event_types && p_patterns ELSE id = p_only_endpoint END
        ), made AS (
          INSERT INTO webhook_deliveries (partner_id, id, event_id, endpoint_id, event_type, body, next_attempt_at)
          SELECT p_partner_id, p_delivery_ids[place], p_id, id, p_type, p_body, now() FROM listening
          WHERE place <= cardinality(p_delivery_ids)
          RETURNING id
        ), due AS (
          INSERT INTO outbox (kind, subject, partner_id, due_at)
          SELECT 'webhooks.deliver', id::text, p_partner_id, now() FROM made
        )
        SELECT coalesce(array_agg(id), '{}') INTO v_deliveries FROM made;
        RETURN v_deliveries;
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION append_event;
    `);
  }
}

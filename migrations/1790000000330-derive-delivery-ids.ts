import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries take their ids from one that the event brings along, instead of one for each endpoint there could be. */
export class DeriveDeliveryIds1790000000330 implements MigrationInterface {
  readonly name = 'DeriveDeliveryIds1790000000330';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- As the function of the same name that takes many ids, which stays for processes of the version before. The ids
      -- differ in their last two digits; there are never 256 endpoints.
      CREATE FUNCTION append_event(
        p_partner_id uuid, p_id uuid, p_type text, p_resource_type text, p_resource_id uuid, p_resource_version integer,
        p_body text, p_created_at timestamptz, p_patterns text[], p_delivery_id uuid, p_only_endpoint uuid DEFAULT NULL
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
          SELECT p_partner_id, (left(p_delivery_id::text, 34) || lpad(to_hex(place), 2, '0'))::uuid, p_id, id, p_type, p_body, now()
          FROM listening WHERE place < 256
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
      DROP FUNCTION append_event(uuid, uuid, text, text, uuid, integer, text, timestamptz, text[], uuid, uuid);
    `);
  }
}

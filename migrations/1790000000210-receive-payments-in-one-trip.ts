import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events with their deliveries, and whole new payments, in one statement each. What the rows hold is decided by the
 * platform; the functions only write them, together or not at all.
 */
export class ReceivePaymentsInOneTrip1790000000210 implements MigrationInterface {
  readonly name = 'ReceivePaymentsInOneTrip1790000000210';

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

      -- Whether more has to be looked at before this payment may be received than receive_payment looks at. What brings
      -- such a rule replaces this function; the payment then goes the longer way, through Payments.initiate.
      CREATE FUNCTION payment_has_rules(p_partner_id uuid, p_consent_id uuid) RETURNS boolean LANGUAGE sql STABLE
        AS 'SELECT false';

      -- Receives a payment under its idempotency key:
      --   known       the key was answered before; nothing is written
      --   in_use      the first request with this key is still running; nothing is written
      --   longer_way  something is not as the usual order has it; nothing is written, Payments.initiate finds out what
      --   received    everything is written
      CREATE FUNCTION receive_payment(
        p_partner_id uuid, p_api_key_id uuid, p_route text, p_key text, p_request_hash bytea, p_answer_status integer,
        p_answer_sealed bytea, p_payment json, p_transition json, p_audit json, p_event json, p_event_body text,
        p_event_patterns text[], p_delivery_ids uuid[], p_work json,
        OUT outcome text, OUT known_hash bytea, OUT known_status integer, OUT known_sealed bytea, OUT deliveries uuid[]
      ) LANGUAGE plpgsql AS $$
      DECLARE
        v_is_first boolean;
        v_payment payments;
        v_event events;
      BEGIN
        PERFORM set_config('sluis.partner_id', p_partner_id::text, true);

        v_is_first := pg_try_advisory_xact_lock(
          hashtextextended('idempotency:' || p_partner_id || ':' || p_route || ':' || p_key, 0));
        SELECT request_hash, response_status, response_body_sealed INTO known_hash, known_status, known_sealed
        FROM idempotency_keys WHERE partner_id = p_partner_id AND route = p_route AND key = p_key;
        IF FOUND THEN outcome := 'known'; RETURN; END IF;
        IF NOT v_is_first THEN outcome := 'in_use'; RETURN; END IF;

        outcome := 'longer_way';
        v_payment := json_populate_record(NULL::payments, p_payment);
        PERFORM FROM api_keys k JOIN partners p ON p.id = k.partner_id
          WHERE k.partner_id = p_partner_id AND k.id = p_api_key_id AND k.revoked_at IS NULL AND p.status = 'active';
        IF NOT FOUND THEN RETURN; END IF;
        IF payment_has_rules(p_partner_id, v_payment.consent_id) THEN RETURN; END IF;
        IF v_payment.redirect_uri IS NOT NULL THEN
          PERFORM FROM partner_redirect_uris WHERE partner_id = p_partner_id AND uri = v_payment.redirect_uri;
          IF NOT FOUND THEN RETURN; END IF;
        END IF;
        IF v_payment.consent_id IS NOT NULL THEN
          -- Ending the consent waits for this transaction, so that the end finds the payment.
          PERFORM FROM consents WHERE partner_id = p_partner_id AND id = v_payment.consent_id AND status = 'authorised'
            AND valid_until > clock_timestamp() AND 'initiate_payments' = ANY (permissions) FOR SHARE;
          IF NOT FOUND THEN RETURN; END IF;
          PERFORM FROM consent_accounts c JOIN accounts a ON a.partner_id = c.partner_id AND a.id = c.account_id
            WHERE c.partner_id = p_partner_id AND c.consent_id = v_payment.consent_id
              AND c.account_id = v_payment.account_id
              AND a.iban = v_payment.debtor_iban AND a.holder_name = v_payment.debtor_name;
          IF NOT FOUND THEN RETURN; END IF;
          INSERT INTO consent_uses AS known (partner_id, consent_id, last_used_at)
          VALUES (p_partner_id, v_payment.consent_id, now())
          ON CONFLICT (partner_id, consent_id) DO UPDATE SET last_used_at = excluded.last_used_at
            WHERE known.last_used_at < now() - interval '1 minute';
        END IF;

        INSERT INTO payments SELECT v_payment.*;
        INSERT INTO payment_transitions SELECT * FROM json_populate_record(NULL::payment_transitions, p_transition);
        INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details)
        SELECT id, partner_id, actor_type, actor_id, action, subject_type, subject_id, r.outcome, cause, details
        FROM json_populate_record(NULL::audit_records, p_audit) AS r;
        v_event := json_populate_record(NULL::events, p_event);
        deliveries := append_event(p_partner_id, v_event.id, v_event.type, v_event.resource_type, v_event.resource_id,
          v_event.resource_version, p_event_body, v_event.created_at, p_event_patterns, p_delivery_ids);
        INSERT INTO outbox (kind, subject, partner_id, due_at)
        SELECT w.kind, w.subject, p_partner_id, now() + w.in_ms * interval '1 millisecond'
        FROM json_to_recordset(p_work) AS w (kind text, subject text, in_ms bigint);
        INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed)
        VALUES (p_partner_id, p_route, p_key, p_request_hash, p_answer_status, p_answer_sealed);
        outcome := 'received';
      END $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION receive_payment;
      DROP FUNCTION payment_has_rules;
      DROP FUNCTION append_event;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What partners are told, and how telling them went. */
export class CreateEventsAndWebhooks1790000000004 implements MigrationInterface {
  readonly name = 'CreateEventsAndWebhooks1790000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The body is kept as text, because the very same characters are signed and delivered.
      CREATE TABLE events (
        partner_id uuid NOT NULL CONSTRAINT events_partner REFERENCES partners (id),
        id uuid NOT NULL,
        xact_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        type text NOT NULL,
        resource_type text NOT NULL,
        resource_id uuid NOT NULL,
        resource_version integer NOT NULL,
        body text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT events_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT events_version UNIQUE (partner_id, resource_type, resource_id, resource_version)
      );
      -- xact_id orders events by the transaction that wrote them, so that a list behind the snapshot's horizon never skips
      -- one that committed late.
      CREATE INDEX events_order ON events (partner_id, xact_id, id);

      CREATE TABLE webhook_endpoints (
        partner_id uuid NOT NULL CONSTRAINT webhook_endpoints_partner REFERENCES partners (id),
        id uuid NOT NULL,
        url text NOT NULL,
        description text,
        event_types text[] NOT NULL,
        status text NOT NULL DEFAULT 'enabled' CONSTRAINT webhook_endpoints_status CHECK (status IN ('enabled', 'disabled')),
        disabled_reason text,
        secret_sealed bytea NOT NULL,
        previous_secret_sealed bytea,
        previous_secret_until timestamptz,
        tests_sent integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CONSTRAINT webhook_endpoints_pk PRIMARY KEY (partner_id, id)
      );

      -- One row per event and endpoint, written with the event. A redelivery begins a new round of the same row: the
      -- retry schedule starts again, and what an older round still has under way no longer decides.
      CREATE TABLE webhook_deliveries (
        partner_id uuid NOT NULL,
        id uuid NOT NULL,
        event_id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        event_type text NOT NULL,
        body text NOT NULL,
        status text NOT NULL DEFAULT 'pending'
          CONSTRAINT webhook_deliveries_status CHECK (status IN ('pending', 'delivered', 'dead')),
        attempts integer NOT NULL DEFAULT 0,
        round integer NOT NULL DEFAULT 1,
        round_attempts integer NOT NULL DEFAULT 0,
        round_started_at timestamptz NOT NULL DEFAULT now(),
        next_attempt_at timestamptz,
        delivered_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhook_deliveries_pk PRIMARY KEY (partner_id, id),
        CONSTRAINT webhook_deliveries_target UNIQUE (partner_id, event_id, endpoint_id),
        CONSTRAINT webhook_deliveries_endpoint FOREIGN KEY (partner_id, endpoint_id) REFERENCES webhook_endpoints (partner_id, id)
      );
      CREATE INDEX webhook_deliveries_endpoint_time ON webhook_deliveries (partner_id, endpoint_id, created_at);

      CREATE TABLE webhook_delivery_attempts (
        partner_id uuid NOT NULL,
        delivery_id uuid NOT NULL,
        number integer NOT NULL,
        attempted_at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        response_status integer,
        response_excerpt text,
        error text,
        CONSTRAINT webhook_delivery_attempts_pk PRIMARY KEY (partner_id, delivery_id, number),
        CONSTRAINT webhook_delivery_attempts_delivery FOREIGN KEY (partner_id, delivery_id)
          REFERENCES webhook_deliveries (partner_id, id)
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE webhook_delivery_attempts;
      DROP TABLE webhook_deliveries;
      DROP TABLE webhook_endpoints;
      DROP TABLE events;
    `);
  }
}

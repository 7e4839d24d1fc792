import type { MigrationInterface, QueryRunner } from 'typeorm';
import { letNobodyChange, letPartnersSeeTheirOwn } from './support/row-level-security.js';

/** Tables of what belongs to one partner. */
const partnerTables = [
  'account_feeds',
  'account_transactions',
  'accounts',
  'api_keys',
  'attachments',
  'authorisations',
  'bank_connection_accounts',
  'bank_connections',
  'consent_accounts',
  'consent_grants',
  'consent_presentations',
  'consent_psu_keys',
  'consent_renders',
  'consent_renewals',
  'consent_uses',
  'consents',
  'events',
  'funds_confirmation_batches',
  'funds_confirmations',
  'idempotency_keys',
  'incoming_payment_requests',
  'incoming_request_answers',
  'incoming_request_feeds',
  'partner_beneficiaries',
  'partner_redirect_uris',
  'payee_names',
  'payment_instances',
  'payment_link_visits',
  'payment_links',
  'payment_request_attachments',
  'payment_request_batches',
  'payment_requests',
  'payment_transitions',
  'payments',
  'payout_transitions',
  'payouts',
  'reconciliation_gaps',
  'review_proposals',
  'review_sights',
  'spending_reservations',
  'spending_rules',
  'transaction_counterparties',
  'unattended_reads',
  'webhook_deliveries',
  'webhook_delivery_attempts',
  'webhook_endpoints',
];

const evidenceTables = ['audit_records', 'audit_leaves', 'audit_nodes', 'audit_heads', 'audit_witnessed_heads'];

/**
 * The account under which the processes work, owner of nothing, and row-level security as a second wall between partners.
 * The role belongs to the whole server, so `down` leaves it where another database has it too.
 */
export class SeparatePartners1790000000390 implements MigrationInterface {
  readonly name = 'SeparatePartners1790000000390';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluis_app') THEN CREATE ROLE sluis_app NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$;
      DO $$ BEGIN
        IF NOT pg_has_role(current_user, 'sluis_app', 'SET') THEN EXECUTE format('GRANT sluis_app TO %I', current_user); END IF;
      END $$;
      GRANT USAGE ON SCHEMA public TO sluis_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sluis_app;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO sluis_app;
      REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM sluis_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sluis_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO sluis_app;

      -- The partner whose rows a transaction may reach; null where it is the platform's own.
      CREATE FUNCTION sluis_partner_id() RETURNS uuid STABLE PARALLEL SAFE LANGUAGE sql
        RETURN nullif(current_setting('sluis.partner_id', true), '')::uuid;
      -- A partner, once named, outweighs the scope that a connection was opened with.
      CREATE FUNCTION sluis_is_platform() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql
        RETURN coalesce(current_setting('sluis.partner_id', true), '') = ''
          AND coalesce(current_setting('sluis.scope', true), '') = 'platform';
    `);
    for (const table of partnerTables) await letPartnersSeeTheirOwn(queryRunner, table);
    await letPartnersSeeTheirOwn(queryRunner, 'partners', 'id');
    await letPartnersSeeTheirOwn(queryRunner, 'audit_records');
    // Also on behalf of a partner some records are the platform's own.
    await queryRunner.query(`
      CREATE POLICY audit_records_of_nobody ON audit_records FOR INSERT WITH CHECK (partner_id IS NULL)
    `);
    for (const table of evidenceTables) await letNobodyChange(queryRunner, table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP POLICY audit_records_of_nobody ON audit_records');
    for (const table of [...partnerTables, 'partners', 'audit_records']) {
      await queryRunner.query(`
        DROP POLICY ${table}_of_partner ON ${table};
        ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;
      `);
    }
    await queryRunner.query(`
      DROP FUNCTION sluis_is_platform;
      DROP FUNCTION sluis_partner_id;
      DROP OWNED BY sluis_app;
      DO $$ BEGIN
        DROP ROLE sluis_app;
      EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege OR object_in_use THEN NULL;
      END $$;
    `);
  }
}

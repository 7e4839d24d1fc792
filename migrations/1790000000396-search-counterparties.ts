import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Search for a part of a name by its index. Under a policy PostgreSQL asks no index by an operator that might leak what it
 * reads, and ILIKE is one, so the search asks with the rights of the owner, and for the partner of the transaction alone.
 */
export class SearchCounterparties1790000000396 implements MigrationInterface {
  readonly name = 'SearchCounterparties1790000000396';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE transaction_counterparties NO FORCE ROW LEVEL SECURITY;
      CREATE FUNCTION counterparties_named(feed uuid, pattern text, most integer) RETURNS SETOF uuid STABLE LANGUAGE sql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT id FROM transaction_counterparties
        WHERE partner_id = sluis_partner_id() AND feed_id = feed AND name ILIKE pattern ORDER BY id LIMIT most
      $$;
      REVOKE EXECUTE ON FUNCTION counterparties_named FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION counterparties_named TO sluis_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP FUNCTION counterparties_named;
      ALTER TABLE transaction_counterparties FORCE ROW LEVEL SECURITY;
    `);
  }
}

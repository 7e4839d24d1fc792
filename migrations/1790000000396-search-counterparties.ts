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
      -- Planned anew for every pattern: a common one is met soon along the key, a rare one is for the index of names.
      CREATE FUNCTION counterparties_named(feed uuid, pattern text, most integer) RETURNS SETOF uuid STABLE LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        RETURN QUERY EXECUTE 'SELECT id FROM transaction_counterparties
          WHERE partner_id = $1 AND feed_id = $2 AND name ILIKE $3 ORDER BY id LIMIT $4'
          USING sluis_partner_id(), feed, pattern, most;
      END $$;
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

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Read a row at a time, by their keys, whenever something is created. */
const lookedUp = [
  'api_keys',
  'idempotency_keys',
  'partner_beneficiaries',
  'partner_redirect_uris',
  'partners',
  'payee_names',
  'spending_rules',
  'webhook_endpoints',
];
/** Written a row at a time whenever something happens, and read by the hundred. */
const written = ['audit_records', 'events', 'payment_transitions', 'payments'];

const columnOf = (table: string) => (table === 'partners' ? 'id' : 'partner_id');
/** Nothing but functions of PostgreSQL's own before the one that is asked only of rows that are not the partner's. */
const rowByRow = (table: string) =>
  `${columnOf(table)}::text = current_setting('sluis.partner_id', true) OR sluis_is_platform()`;

/**
 * The same wall for less: a created payment meets fifteen policies, and setting their expressions up took longer than
 * evaluating them. Subqueries are set up once for all rows of a scan, which does not pay where a scan is of one row.
 */
export class CheapenTheSecondWall1790000000500 implements MigrationInterface {
  readonly name = 'CheapenTheSecondWall1790000000500';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Not in SQL: that would be copied into every policy, to be set up wherever the rows are the partner's own.
      CREATE OR REPLACE FUNCTION sluis_is_platform() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
      BEGIN
        RETURN coalesce(current_setting('sluis.partner_id', true), '') = ''
          AND coalesce(current_setting('sluis.scope', true), '') = 'platform';
      END $$;
    `);
    for (const table of lookedUp)
      await queryRunner.query(
        `ALTER POLICY ${table}_of_partner ON ${table} USING (${rowByRow(table)}) WITH CHECK (${rowByRow(table)})`,
      );
    for (const table of written)
      await queryRunner.query(`ALTER POLICY ${table}_of_partner ON ${table} WITH CHECK (${rowByRow(table)})`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...lookedUp, ...written])
      await queryRunner.query(`
        ALTER POLICY ${table}_of_partner ON ${table}
          USING (${columnOf(table)} = (SELECT sluis_partner_id()) OR (SELECT sluis_is_platform()))
          WITH CHECK (${columnOf(table)} = sluis_partner_id() OR sluis_is_platform())
      `);
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION sluis_is_platform() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql
        RETURN coalesce(current_setting('sluis.partner_id', true), '') = ''
          AND coalesce(current_setting('sluis.scope', true), '') = 'platform';
    `);
  }
}

import type { QueryRunner } from 'typeorm';

/** Every later table of partners' rows needs this in its migration; `test/api/row-level-security.spec.ts` watches. */
export async function letPartnersSeeTheirOwn(
  queryRunner: QueryRunner,
  table: string,
  column = 'partner_id',
): Promise<void> {
  await queryRunner.query(`
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    -- What is read is compared with settings that subqueries read once for all rows; of what is written there are few, and
    -- subqueries would cost more than the rows.
    CREATE POLICY ${table}_of_partner ON ${table}
      USING (${column} = (SELECT sluis_partner_id()) OR (SELECT sluis_is_platform()))
      WITH CHECK (${column} = sluis_partner_id() OR sluis_is_platform());
  `);
}

/** Rows are inserted and read, and the application has no right to anything else. */
export async function letNobodyChange(queryRunner: QueryRunner, table: string): Promise<void> {
  await queryRunner.query(`REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ${table} FROM sluis_app`);
}

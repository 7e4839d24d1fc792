import { retentionPolicy, statementsOf } from '@sluis/personal-data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { Sql } from '../support/sql.js';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createDatabase();
  sql = await Sql.open(database.url);
});

afterAll(async () => {
  await sql.close();
  await database.drop();
});

it('knows every table that hangs on what it deletes: its rows go with it, or keep it', async () => {
  const hanging = await sql.rows<{ on: string; table: string }>(
    `SELECT confrelid::regclass::text AS on, conrelid::regclass::text AS table FROM pg_constraint
     WHERE contype = 'f' AND confrelid::regclass::text = ANY ($1::text[]) ORDER BY 1, 2`,
    [`{${retentionPolicy.map(({ table }) => table).join(',')}}`],
  );
  expect(hanging.length).toBeGreaterThan(20);
  // Through the function that looks at the age itself.
  const byFunction = ['payment_fraud_marks'];
  const forgotten = hanging.filter(({ on, table }) => {
    const ofTable = retentionPolicy.filter((known) => known.table === on);
    const texts = ofTable.flatMap(({ children, isNeeded = '' }) => [...children, isNeeded]);
    return !byFunction.includes(table) && !texts.some((text) => new RegExp(`\\b${table}\\b`).test(text));
  });
  expect(forgotten).toEqual([]);
});

it.each(retentionPolicy)('deletes $id by statements that the database takes', async ({ children, table, ...known }) => {
  const text = `SELECT count(*) FROM ${table} r WHERE (${known.isOver}) AND r.${known.overSince} < now()
    AND NOT coalesce((${known.isHeld}), false) AND NOT (${known.isNeeded ?? 'false'})`;
  await sql.rows(text);
  for (const statement of statementsOf({ children, table }))
    await sql.rows(statement, ['00000000-0000-7000-8000-000000000000', '{}', '{}']);
  expect(known.ground.length).toBeGreaterThan(20);
});

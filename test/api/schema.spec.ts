import '../../apps/api/src/api.module.js';
import '../../apps/worker/src/worker.module.js';
import { dataSourceOptions } from '@sluis/persistence';
import { DataSource, getMetadataArgsStorage, type EntityMetadata } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/services/test-database.js';
import { Sql } from '../support/sql.js';

/** Every class that any part of the platform declared as an entity. */
const entities = getMetadataArgsStorage().tables.flatMap(({ target }) =>
  typeof target === 'function' ? [target] : [],
);

let database: TestDatabase;
let dataSource: DataSource;
let sql: Sql;

beforeAll(async () => {
  database = await createDatabase();
  const options = dataSourceOptions({
    databaseUrl: database.url,
    poolSize: 1,
    applicationName: 'schema-test',
    entities,
  });
  dataSource = await new DataSource(options).initialize();
  sql = await Sql.open(database.url);
});

afterAll(async () => {
  await sql.close();
  await dataSource.destroy();
  await database.drop();
});

interface Column {
  name: string;
  type: string;
  isNullable: boolean;
  isKey: boolean;
}

function declaredColumns(entity: EntityMetadata): Column[] {
  return entity.columns
    .map((column) => ({
      name: column.databaseName,
      type: `${dataSource.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
      isNullable: column.isNullable,
      isKey: column.isPrimary,
    }))
    .sort(byName);
}

async function migratedColumns(table: string): Promise<Column[]> {
  const columns = await sql.rows<Column>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS "isNullable",
            coalesce(a.attnum = ANY (k.conkey), false) AS "isKey"
     FROM pg_attribute a LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped`,
    [table],
  );
  return columns.sort(byName);
}

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}

/** Everything in the schema that a migration makes, as text that can be compared. */
async function schema(): Promise<string[]> {
  const rows = await sql.rows<{ line: string }>(`
    SELECT concat_ws(' ', 'column', table_name, row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position),
        column_name, udt_name, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'schema_migrations'
    UNION ALL SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes
      WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
    UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', pg_get_functiondef(oid)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'type', typname) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND typcategory <> 'A'
    ORDER BY line`);
  return rows.map(({ line }) => line);
}

describe('the entities', () => {
  it('are known to this test', () => {
    expect(dataSource.entityMetadatas.map(({ tableName }) => tableName)).toEqual(
      expect.arrayContaining(['consents', 'payments', 'order_attempts']),
    );
  });

  it.each(entities.map((entity) => [entity.name, entity] as const))(
    '%s has the columns, types, nullability and key of its migrated table',
    async (_, entity) => {
      const metadata = dataSource.getMetadata(entity);
      expect(declaredColumns(metadata)).toEqual(await migratedColumns(metadata.tableName));
    },
  );
});

describe('the migrations', () => {
  it('each go down and up again to the same schema', async () => {
    const steps: string[][] = [await schema()];
    const count = dataSource.migrations.length;
    for (let step = 0; step < count; step += 1) {
      await dataSource.undoLastMigration();
      steps.push(await schema());
    }
    expect(steps.at(-1)).toEqual([]);
    expect(new Set(steps.map((lines) => lines.join('\n'))).size).toBe(count + 1);

    const all = [...dataSource.migrations];
    const [, ...before] = steps.toReversed();
    for (const [index, expected] of before.entries()) {
      // Only what is known is run: one more at a time.
      dataSource.migrations.splice(0, all.length, ...all.slice(0, index + 1));
      await dataSource.runMigrations({ transaction: 'each' });
      expect(await schema()).toEqual(expected);
    }
  });

  it('have nothing left to do in a migrated database, and run in the order of their names', async () => {
    expect(await dataSource.showMigrations()).toBe(false);
    const names = dataSource.migrations.map(({ name = '' }) => name);
    const numbers = names.map((name) => Number(/\d+$/.exec(name)?.[0]));
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    expect(new Set(numbers).size).toBe(names.length);
  });
});

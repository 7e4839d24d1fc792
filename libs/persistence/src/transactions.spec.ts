import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/support/services/test-database.js';
import { Sql } from '../../../test/support/sql.js';
import { until } from '../../../test/support/until.js';
import { dataSourceOptions, withReach } from './data-source.js';
import { acrossPartners, Transactions } from './transactions.js';
import { newId } from './ids.js';

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let sql: Sql;

beforeAll(async () => {
  database = await createDatabase();
  const options = dataSourceOptions({ databaseUrl: database.url, poolSize: 1, applicationName: 'transactions-test' });
  dataSource = await new DataSource(withReach(options, 'none')).initialize();
  transactions = new Transactions(dataSource);
  sql = await Sql.open(database.url);
});

afterAll(async () => {
  await sql.close();
  await dataSource.destroy();
  await database.drop();
});

it('a statement whose connection the server ends is an error of its caller alone, and the next one works', async () => {
  const slow = transactions.inOneTrip('platform', { text: 'SELECT pg_sleep(30)', values: [] });
  const ended = Promise.allSettled([slow]);
  await until('the statement to run', async () => {
    const found = await sql.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'transactions-test' AND query LIKE '%pg_sleep(30)%'`,
    );
    return found.length > 0 ? true : undefined;
  });
  expect(await ended).toMatchObject([{ status: 'rejected', reason: { message: expect.stringContaining('terminat') } }]);
  expect(await transactions.inOneTrip('platform', { text: 'SELECT 1 AS one', values: [] })).toEqual([{ one: 1 }]);
});

it('a statement that the database refuses leaves its connection usable', async () => {
  await expect(transactions.inOneTrip('platform', { text: 'SELECT 1 / $1::int', values: [0] })).rejects.toThrow(
    'division',
  );
  expect(await transactions.inOneTrip('platform', { text: 'SELECT 1 AS one', values: [] })).toEqual([{ one: 1 }]);
});

it('what fails while all partners are looked at is told as it failed', async () => {
  const partnerId = newId();
  const failing = transactions.forPartner(partnerId, (tx) =>
    acrossPartners(tx, partnerId, () => tx.query('SELECT 1 / 0')),
  );
  await expect(failing).rejects.toThrow('division');
});

import { randomBytes } from 'node:crypto';
import { ConfigError } from '@sluis/config';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/support/services/test-database.js';
import { dataSourceOptions, migrate, withReach } from './data-source.js';
import { requireLoginThatOwnsNothing } from './service-login.js';
import { Transactions } from './transactions.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

function withAccount(name: string, password: string): string {
  const url = new URL(database.url);
  url.username = name;
  url.password = encodeURIComponent(password);
  return url.href;
}

/** Whose password is the same in a test run. */
function superuser(): string {
  const url = new URL(database.url);
  url.username = 'postgres';
  return url.href;
}

/** The name of a login that the server does not have yet, and will not have after the test. */
function newLogin(): string {
  const name = `login ${randomBytes(4).toString('hex')}`;
  onTestFinished(async () => {
    await ask(superuser(), `DROP ROLE IF EXISTS "${name}"`);
  });
  return name;
}

describe('migrate with a login for the processes', () => {
  it('makes it where it is missing, with the rights of the application and none else', async () => {
    const name = newLogin();
    const serviceUrl = withAccount(name, 'é, "quoted" & % long enough');
    await migrate(database.url, serviceUrl);
    await migrate(database.url, serviceUrl);
    expect(await ask(serviceUrl, 'SELECT session_user, count(*)::int FROM partners')).toEqual([name, 0]);
    await expect(ask(serviceUrl, 'SET ROLE sluis')).rejects.toThrow('permission denied');
    await expect(ask(serviceUrl, 'UPDATE audit_records SET action = action')).rejects.toThrow('permission denied');
  });

  it('leaves the password of one that is there as it is', async () => {
    const name = newLogin();
    await migrate(database.url, withAccount(name, 'first'));
    await expect(migrate(database.url, withAccount(name, 'second'))).rejects.toThrow(/cannot connect \(28P01\)/);
    expect(await ask(withAccount(name, 'first'), 'SELECT session_user')).toEqual([name]);
  });

  it('says what an administrator has to do where the owner may make no logins', async () => {
    const owner = newLogin();
    await ask(superuser(), `CREATE ROLE "${owner}" LOGIN PASSWORD 'x'`);
    await ask(superuser(), `GRANT sluis TO "${owner}" WITH INHERIT TRUE`);
    const name = newLogin();
    const migrating = migrate(withAccount(owner, 'x'), withAccount(name, 'y'));
    await expect(migrating).rejects.toThrow(ConfigError);
    await expect(migrating).rejects.toThrow(/CREATE ROLE .* GRANT sluis_app TO/);
    expect(await ask(database.url, `SELECT rolname FROM pg_roles WHERE rolname = '${name}'`)).toEqual([]);
  });
});

describe('migrate with addresses that were mixed up', () => {
  it('refuses the owner in the place of the processes', async () => {
    await expect(migrate(database.serviceUrl, database.url)).rejects.toThrow(/owns tables.*swapped/);
  });

  it('refuses two databases', async () => {
    const other = await createDatabase();
    onTestFinished(() => other.drop());
    await expect(migrate(database.url, other.serviceUrl)).rejects.toThrow(/another database/);
  });
});

describe('requireLoginThatOwnsNothing', () => {
  async function require(url: string): Promise<void> {
    const options = dataSourceOptions({ databaseUrl: url, poolSize: 1, applicationName: 'login-test' });
    const dataSource = await new DataSource(withReach(options, 'platform')).initialize();
    onTestFinished(() => dataSource.destroy());
    return requireLoginThatOwnsNothing(new Transactions(dataSource, 'platform'));
  }

  it('takes the login of the processes', async () => {
    await expect(require(database.serviceUrl)).resolves.toBeUndefined();
  });

  it('refuses the owner of the tables, who could leave the role it works in', async () => {
    await expect(require(database.url)).rejects.toThrow(ConfigError);
  });

  it('refuses one that could become the owner', async () => {
    const name = newLogin();
    await ask(superuser(), `CREATE ROLE "${name}" LOGIN PASSWORD 'x'`);
    await ask(superuser(), `GRANT sluis, sluis_app TO "${name}"`);
    await expect(require(withAccount(name, 'x'))).rejects.toThrow(/DATABASE_OWNER_URL/);
  });
});

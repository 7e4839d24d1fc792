import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { UsageError } from '../../settings.js';
import { runMigrations } from './run-migrations.js';

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

it('says what an administrator has to do where the owner may not make the role of the processes', async () => {
  const url = new URL(inject('postgresUrl'));
  url.username = 'postgres';
  const superuser = url.href;
  const name = `plain_${randomBytes(4).toString('hex')}`;
  await run(superuser, `CREATE ROLE ${name} LOGIN PASSWORD 'x'`, `CREATE DATABASE ${name} OWNER ${name}`);
  onTestFinished(() => run(superuser, `DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${name}`));
  url.username = name;
  url.password = 'x';
  url.pathname = `/${name}`;
  const migrating = runMigrations({ ownerUrl: url.href, serviceUrl: url.href });
  await expect(migrating).rejects.toThrow(UsageError);
  await expect(migrating).rejects.toThrow(
    /^The account of DATABASE_URL lacks a right \(permission denied .*administrator/,
  );
});

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { serviceUrlOf } from './service-url.js';

const templateName = 'sluis_template';

export interface TestDatabase {
  /** Of the owner of its tables, for tests that look behind the platform. */
  url: string;
  /** What the platform's processes connect with. */
  serviceUrl: string;
  drop(): Promise<void>;
}

/** Makes the database that `createDatabase` copies; `migrate` runs once per test run instead of once per file. */
export async function createTemplate(
  serverUrl: string,
  migrate?: (ownerUrl: string, serviceUrl: string) => Promise<void>,
): Promise<void> {
  await run(serverUrl, `create database ${templateName}`);
  // Tests wait for what the processes' sessions wait for.
  await run(asSuperuser(serverUrl), 'grant pg_read_all_stats to sluis');
  const ownerUrl = inDatabase(serverUrl, templateName);
  await migrate?.(ownerUrl, serviceUrlOf(ownerUrl));
}

/** A migrated, empty database of the caller's own; tens of milliseconds. */
export async function createDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(serverUrl, `create database ${name} template ${templateName}`);
  const url = inDatabase(serverUrl, name);
  return {
    url,
    serviceUrl: serviceUrlOf(url),
    drop: () => drop(serverUrl, name),
  };
}

/** By force: a pool that a failed test left open must not keep the database. The owner may not end the processes' sessions. */
function drop(serverUrl: string, name: string): Promise<void> {
  return run(asSuperuser(serverUrl), `drop database if exists ${name} with (force)`);
}

function asSuperuser(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.username = 'postgres';
  return url.href;
}

function inDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

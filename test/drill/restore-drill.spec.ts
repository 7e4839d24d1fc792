import { freePort } from '@sluis/local-stack';
import { Client } from 'pg';
import { beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../apps/bunq-emulator/src/index.js';
import { ensureBuilt } from '../support/api-process.js';
import type { TestDatabase } from '../support/services/test-database.js';
import { testEnvironment } from '../support/test-environment.js';
import { restoreDrill, type Backup } from './restore-drill.js';

beforeAll(ensureBuilt, 180_000);

/** Copies that the server makes of a database which nobody is connected to. */
function templateBackup(database: TestDatabase): Backup {
  const name = new URL(database.url).pathname.slice(1);
  const run = async (...statements: string[]) => {
    const client = new Client(inject('postgresUrl'));
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    take: () => run(`CREATE DATABASE ${name}_backup TEMPLATE ${name}`),
    async restore() {
      await database.drop();
      await run(`CREATE DATABASE ${name} TEMPLATE ${name}_backup`, `DROP DATABASE ${name}_backup`);
    },
  };
}

it('a restored backup makes nobody pay twice, and leaves nothing over at the bank', async () => {
  // Of its own for every try: what a broken-off drill left behind breaks the next one.
  const emulator = await startEmulator({ port: 0 });
  onTestFinished(() => emulator.close());
  const environment = await testEnvironment(emulator.url, `http://127.0.0.1:${await freePort()}`, {
    RECONCILIATION_INTERVAL_MS: '2000',
    RECONCILE_GIVE_UP_MS: '60000',
  });
  onTestFinished(() => environment.remove());
  const result = await restoreDrill({
    variables: environment.variables,
    bankUrl: emulator.url,
    backup: templateBackup(environment.database),
    before: 12,
    after: 50,
    log: () => undefined,
  });
  expect(result).toMatchObject({
    payments: 62,
    duplicates: 0,
    changedIds: 0,
    // Those that their payers refused before the backup stay refused.
    executed: 59,
    ordersAfterBackup: { left: 0 },
    recovery: { cause: 'database_went_back', endedBecause: 'compared' },
    money: { orders: 43, duplicates: 0, changedIds: 0 },
    violations: [],
  });
  expect(result.ordersAfterBackup.withdrawn).toBeGreaterThan(0);
  expect(result.reviewed).toBeGreaterThan(0);
}, 300_000);

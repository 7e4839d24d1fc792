import type { PoolClient } from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import { platformSession, reachPreparation, sessionOptions } from './reach.js';
import { admitServiceLogin } from './service-login.js';
import { SnakeCaseNames } from './snake-case-names.js';
import { migrations } from '../../../migrations/index.js';

export interface DataSourceSettings {
  databaseUrl: string;
  poolSize: number;
  applicationName: string;
  entities?: MixedList<Function>;
}

/** The options every process connects with, here as the owner of the tables. `synchronize` stays off: the schema changes by migrations alone. */
export function dataSourceOptions({ databaseUrl, poolSize, applicationName, entities = [] }: DataSourceSettings) {
  return {
    type: 'postgres' as const,
    url: databaseUrl,
    applicationName,
    poolSize,
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each' as const,
    namingStrategy: new SnakeCaseNames(),
    synchronize: false,
    logging: false,
    extra: {
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 15_000,
      lock_timeout: 5_000,
      connectionTimeoutMillis: 5_000,
      options: platformSession,
    },
  };
}

/**
 * What a process adds to work under row-level security, as the application's role instead of the owner of the tables.
 *
 * @param defaultReach `platform` where nothing is done for partners directly
 * @param clockMoves as `Transactions` is told
 */
export function withReach<Options extends ReturnType<typeof dataSourceOptions>>(
  options: Options,
  defaultReach: 'platform' | 'none',
  clockMoves = false,
) {
  const onConnect = (client: PoolClient) => client.query(reachPreparation(clockMoves));
  return { ...options, extra: { ...options.extra, options: sessionOptions(defaultReach), onConnect } };
}

/** Everything that makes this build's schema, in its order, under the names that the database keeps. */
export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

/**
 * Brings the schema up to date, and lets the processes in; safe to call from several processes at once, because it waits
 * for a lock.
 *
 * @param serviceUrl what the processes connect with, where that is another account
 * @throws ConfigError when the processes' account is missing and cannot be made
 */
export async function migrate(ownerUrl: string, serviceUrl = ownerUrl): Promise<void> {
  const settings = { databaseUrl: ownerUrl, poolSize: 1, applicationName: 'sluis-migrate' };
  const dataSource = new DataSource(dataSourceOptions(settings));
  await dataSource.initialize();
  try {
    await dataSource.query(`SELECT pg_advisory_lock(hashtext('sluis.migrations'))`);
    await dataSource.runMigrations();
    await admitServiceLogin(ownerUrl, serviceUrl);
  } finally {
    await dataSource.destroy();
  }
}

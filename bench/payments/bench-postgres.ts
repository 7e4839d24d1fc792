import { resolve } from 'node:path';
import { startPostgres, type LocalServer } from '@sluis/local-stack';
import { migrate, platformSession } from '@sluis/persistence';
import { Client } from 'pg';
import { benchPartnerIds } from './bench-partners.js';
import { fill, settle } from './fill.js';

const memory = { shared_buffers: '2GB' };
/** As safe as in production, for the platform and for the bare program. */
const safe = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_wal_size: '4GB' };
/** Nothing waits for the disk, and it is written to seldom: what a power cut takes could be loaded again. */
const forLoading = {
  fsync: 'off',
  full_page_writes: 'off',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  autovacuum: 'off',
};

/** @param isKept whether the database outlives its server */
export async function startBenchPostgres(folder: string, isKept: boolean): Promise<LocalServer> {
  const dataDir = resolve(folder);
  const postgres = await startPostgres({ dataDir, throwaway: !isKept, settings: { ...memory, ...safe } });
  await migrate(postgres.url);
  return postgres;
}

/** Loads a database that is kept. */
export async function loadKept(folder: string, size: number, note: (text: string) => void): Promise<void> {
  const postgres = await startPostgres({ dataDir: resolve(folder), settings: { ...memory, ...forLoading } });
  try {
    await migrate(postgres.url);
    const partnerIds = await benchPartnerIds((sql, parameters) => queryOnce(postgres.url, sql, parameters));
    if (await fill(asSuperuser(postgres.url), partnerIds, size, note)) await settle(asSuperuser(postgres.url));
  } finally {
    await postgres.stop();
  }
}

export async function queryOnce<Row extends object>(
  databaseUrl: string,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: databaseUrl, options: platformSession });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}

/** The embedded server's own account has the same password. */
export function asSuperuser(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = 'postgres';
  return url.href;
}

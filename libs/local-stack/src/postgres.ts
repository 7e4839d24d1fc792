import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { lockFolder } from './folder-lock.js';
import { LocalStackError } from './local-stack.error.js';
import {
  didNotStart,
  endLeftover,
  launchServer,
  type LocalServer,
  type Progress,
  type ServerProcess,
} from './local-server.js';
import { freePort } from './ports.js';
import { postgresBinaries } from './postgres-binaries.js';
import { checkDataFolder, initialiseData, placePostgresHome, type PostgresHome } from './postgres-folder.js';
import { commandLineOf, endProcess, identifyProcess } from './process-identity.js';
import { type Guard, guardFolder } from './watchdog.js';

export interface PostgresOptions {
  /** Everything about this database is kept, or at least recorded, here. */
  dataDir: string;
  /** A free one is taken when left out. */
  port?: number;
  log?: Progress;
  /** For tests: faster, and a power cut may destroy it. Files outside `dataDir` are removed on stop. */
  throwaway?: boolean;
  /** Of PostgreSQL, in place of ours: for measuring. */
  settings?: Record<string, string>;
}

// SIGINT is PostgreSQL's "fast": break off sessions, write everything down. SIGQUIT leaves the writing to the next start.
const stopSignals = [
  { signal: 'SIGINT', waitMs: 3500 },
  { signal: 'SIGQUIT', waitMs: 1000 },
] as const;
const startTimeoutMs = 60_000; // Recovery after a crash replays what was not yet on its place; usually under a second.

/**
 * Starts a real PostgreSQL on the loopback address, making its database first where needed.
 *
 * A server that a killed stack left behind is ended, never adopted: its port and settings may be those of another version.
 *
 * @throws LocalStackError with a sentence for the user
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalServer> {
  const folder = resolve(options.dataDir);
  const progress = options.log ?? (() => undefined);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const lock = await lockFolder(join(folder, 'lock'), folder);
  try {
    return await startLocked(folder, options, progress, lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startLocked(
  folder: string,
  options: PostgresOptions,
  progress: Progress,
  unlock: () => Promise<void>,
): Promise<LocalServer> {
  const throwaway = options.throwaway ?? false;
  const identityFile = join(folder, 'server.json');
  if (await endLeftover(identityFile, stopSignals)) progress('Ended a PostgreSQL that an earlier start left behind');

  const binaries = await postgresBinaries(progress);
  const place = await placePostgresHome(folder, progress);
  const cleanUp = throwaway && place.isElsewhere ? guardFolder(place.home) : undefined;
  try {
    const password = await readOrMakePassword(join(folder, 'password'));
    if (await checkDataFolder(place.data, binaries.majorVersion, progress)) {
      await clearStalePidFile(place.data, progress);
    } else {
      progress('Creating the database');
      await initialiseData(place, { initdb: binaries.initdb, password, throwaway });
    }
    const port = options.port ?? (await freePort());
    const logFile = join(folder, 'postgres.log');
    const server = await launchServer({
      command: binaries.postgres,
      args: serverArguments(place.data, port, throwaway, options.settings),
      cwd: place.home,
      env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' },
      ...(place.account ? { account: place.account } : {}),
      logFile,
      identityFile,
      stopSignals,
    });
    try {
      await waitUntilReady(server, { port, password, logFile });
      await ensureDatabase(port, password);
    } catch (error) {
      await server.stop();
      throw error;
    }
    let stopping: Promise<void> | undefined;
    return {
      url: `postgres://sluis:${password}@127.0.0.1:${port}/sluis`,
      exited: server.exited,
      stop: () => (stopping ??= stopAll(server, place, cleanUp, unlock)),
    };
  } catch (error) {
    await removeThrowaway(place, cleanUp);
    throw error;
  }
}

async function stopAll(
  server: ServerProcess,
  place: PostgresHome,
  cleanUp: Guard | undefined,
  unlock: () => Promise<void>,
): Promise<void> {
  await server.stop();
  await removeThrowaway(place, cleanUp);
  await unlock();
}

async function removeThrowaway(place: PostgresHome, cleanUp: Guard | undefined): Promise<void> {
  if (!cleanUp) return;
  await rm(place.home, { recursive: true, force: true });
  cleanUp.release();
}

function serverArguments(data: string, port: number, throwaway: boolean, given: Record<string, string> = {}): string[] {
  const durability = throwaway ? 'off' : 'on';
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    fsync: durability,
    synchronous_commit: durability,
    full_page_writes: durability,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and key values hold names and IBANs, and the log is a plain file.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...given,
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function readOrMakePassword(file: string): Promise<string> {
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (known !== '') return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** PostgreSQL clears this file itself, but not when another program meanwhile got the process number in it. */
async function clearStalePidFile(data: string, progress: Progress): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    await rm(file, { force: true });
    return;
  }
  const identity = identifyProcess(pid);
  // We hold the folder's lock, so a server on these very files has lost the stack that started it.
  if (identity && commandLineOf(pid).includes(data)) {
    await endProcess(identity, stopSignals);
    progress('Ended a PostgreSQL that an earlier start left behind');
  }
  await rm(file, { force: true });
}

async function waitUntilReady(
  server: ServerProcess,
  { port, password, logFile }: { port: number; password: string; logFile: string },
): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.hasExited()) throw didNotStart('PostgreSQL', logFile);
    try {
      await asSuperuser(port, password, async (client) => client.query('select 1'));
      return;
    } catch (error) {
      if (error instanceof DatabaseError && error.code === '28P01') {
        throw new LocalStackError(
          'not_accessible',
          'The database does not accept the password kept beside it. Restore the file "password", or move the folder away.',
          { cause: error },
        );
      }
      if (Date.now() > deadline) throw didNotStart('PostgreSQL', logFile, error);
      await sleep(25);
    }
  }
}

/** The platform works as `sluis`, who owns its database and is no superuser: as in production, row-level security binds it. */
async function ensureDatabase(port: number, password: string): Promise<void> {
  await asSuperuser(port, password, async (client) => {
    const roles = await client.query("select 1 from pg_roles where rolname = 'sluis'");
    const verb = roles.rowCount === 0 ? 'create' : 'alter';
    await client.query(`${verb} role sluis login createdb createrole password ${client.escapeLiteral(password)}`);
    const databases = await client.query("select 1 from pg_database where datname = 'sluis'");
    if (databases.rowCount === 0) await client.query('create database sluis owner sluis');
  });
}

async function asSuperuser(port: number, password: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  client.on('error', () => undefined); // The query in flight reports it.
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { lockFolder } from './folder-lock.js';
import {
  didNotStart,
  endLeftover,
  launchServer,
  type LocalServer,
  type Progress,
  type ServerProcess,
} from './local-server.js';
import { freePort } from './ports.js';
import { findRedisBinary } from './redis-binary.js';

export interface RedisOptions {
  dataDir: string;
  /** A free one is taken when left out. */
  port?: number;
  log?: Progress;
  /** For tests: nothing is written to disk. */
  throwaway?: boolean;
}

const stopSignals = [{ signal: 'SIGTERM', waitMs: 3000 }] as const;
const startTimeoutMs = 30_000;

/**
 * Starts a real Redis (or Valkey) on the loopback address with a password of its own for this run.
 *
 * One that a killed stack left behind is ended first. Files it cannot read are moved aside: Redis is a doorbell, not the memory.
 *
 * @throws LocalStackError with a sentence for the user
 */
export async function startRedis(options: RedisOptions): Promise<LocalServer> {
  const folder = resolve(options.dataDir);
  const progress = options.log ?? (() => undefined);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(join(folder, 'lock'), folder);
  try {
    const command = await findRedisBinary(progress);
    if (await endLeftover(join(folder, 'server.json'), stopSignals)) {
      progress('Ended a Redis that an earlier start left behind');
    }
    const { server, url } = await launchOrStartAfresh(command, folder, options, progress);
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await server.stop();
      await lock.release();
    };
    return { url, exited: server.exited, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function launchOrStartAfresh(command: string, folder: string, options: RedisOptions, progress: Progress) {
  try {
    return await launch(command, folder, options);
  } catch (error) {
    const files = join(folder, 'appendonlydir');
    if (options.throwaway || !existsSync(files)) throw error;
    const aside = `${files}.unreadable-${new Date().toISOString().replaceAll(':', '-')}`;
    await rename(files, aside);
    progress(`Redis could not read its files; moved them to ${aside} and starting with an empty Redis`);
    return launch(command, folder, options);
  }
}

async function launch(
  command: string,
  folder: string,
  options: RedisOptions,
): Promise<{ server: ServerProcess; url: string }> {
  const port = options.port ?? (await freePort());
  const password = randomBytes(24).toString('base64url');
  const logFile = join(folder, 'redis.log');
  // In a file, because a command line can be read by every user of the machine.
  const configFile = join(folder, 'redis.conf');
  await writeFile(configFile, configuration({ folder, port, password, throwaway: options.throwaway ?? false }), {
    mode: 0o600,
  });
  const server = await launchServer({
    command,
    args: [configFile],
    cwd: folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    logFile,
    identityFile: join(folder, 'server.json'),
    stopSignals,
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  try {
    await waitUntilReady(server, url, logFile);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, url };
}

function configuration(settings: { folder: string; port: number; password: string; throwaway: boolean }): string {
  return [
    'bind 127.0.0.1',
    `port ${settings.port}`,
    'protected-mode yes',
    `requirepass ${settings.password}`,
    'daemonize no',
    `dir ${JSON.stringify(settings.folder)}`,
    `appendonly ${settings.throwaway ? 'no' : 'yes'}`,
    'appendfsync everysec',
    'save ""',
    // Queued jobs must be refused when memory is full, never dropped.
    'maxmemory-policy noeviction',
    'databases 512',
    'logfile ""',
    '',
  ].join('\n');
}

async function waitUntilReady(server: ServerProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (server.hasExited()) throw didNotStart('Redis', logFile);
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined); // The call in flight reports it.
    try {
      await client.connect();
      await client.ping();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw didNotStart('Redis', logFile, error);
      await sleep(25);
    } finally {
      client.disconnect();
    }
  }
}

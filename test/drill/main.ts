import 'reflect-metadata';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { freePort, startPostgres, startRedis, type LocalServer } from '@sluis/local-stack';
import { migrate } from '@sluis/persistence';
import { startEmulator } from '../../apps/bunq-emulator/src/index.js';
import { environmentOn } from '../support/environment-on.js';
import { serviceUrlOf } from '../support/services/service-url.js';
import { restoreDrill, type Backup } from './restore-drill.js';

// npm run drill:restore [-- <payments after the backup>]: PostgreSQL, Redis, the emulated bank, the API and a worker as
// processes of their own. The backup is a copy of the stopped server's files.

const usage = 'npm run drill:restore [-- <payments after the backup, 500>]';
const after = Number(process.argv[3] ?? 500);
if (!Number.isInteger(after) || after < 1) {
  console.error(usage);
  process.exit(process.argv[3] === '--help' ? 0 : 2);
}
const startedAt = performance.now();
const say = (line: string) => {
  console.log(`${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4)} s  ${line}`);
};

/** A PostgreSQL whose files are copied, and put back, while it is stopped. */
class CopiedServer implements Backup {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private server: LocalServer,
  ) {}

  static async start(folder: string): Promise<CopiedServer> {
    const port = await freePort();
    return new CopiedServer(folder, port, await startPostgres({ dataDir: folder, port }));
  }

  get url(): string {
    return this.server.url;
  }

  async take(): Promise<void> {
    await this.server.stop();
    await this.replace(await this.data(), this.copy);
    this.server = await startPostgres({ dataDir: this.folder, port: this.port });
  }

  async restore(): Promise<void> {
    await this.server.stop();
    await this.replace(this.copy, await this.data());
    this.server = await startPostgres({ dataDir: this.folder, port: this.port });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  async remove(): Promise<void> {
    const elsewhere = await this.elsewhere();
    if (elsewhere !== undefined) await rm(elsewhere, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }

  private get copy(): string {
    return join(this.folder, 'backup');
  }

  /** For root the files live outside of the folder, with the database's own user. */
  private async data(): Promise<string> {
    return join((await this.elsewhere()) ?? this.folder, 'data');
  }

  private async elsewhere(): Promise<string | undefined> {
    const note = join(this.folder, 'location');
    return existsSync(note) ? (await readFile(note, 'utf8')).trim() : undefined;
  }

  private async replace(from: string, to: string): Promise<void> {
    await rm(to, { recursive: true, force: true });
    // With owners and times, as any tool for backups would.
    execFileSync('cp', ['-a', from, to]);
  }
}

async function main(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'sluis-drill-'));
  const postgres = await CopiedServer.start(join(folder, 'postgres'));
  const redis = await startRedis({ dataDir: join(folder, 'redis') });
  const emulator = await startEmulator({ port: 0 });
  const servers = { databaseUrl: serviceUrlOf(postgres.url), redisUrl: redis.url, redisPrefix: 'drill' };
  const { variables, removeFiles } = await environmentOn(
    servers,
    emulator.url,
    `http://127.0.0.1:${await freePort()}`,
    // As in production: a machine with little time for it makes no doubts of its own.
    { BUNQ_TIMEOUT_MS: '15000', RECONCILE_GIVE_UP_MS: '600000', RECONCILIATION_INTERVAL_MS: '5000' },
  );
  try {
    await migrate(postgres.url, serviceUrlOf(postgres.url));
    const result = await restoreDrill({
      variables,
      bankUrl: emulator.url,
      backup: postgres,
      before: 60,
      after,
      log: say,
    });
    console.log(JSON.stringify(result, null, 2));
    return (
      result.duplicates + result.money.duplicates === 0 &&
      result.ordersAfterBackup.left === 0 &&
      result.violations.length === 0
    );
  } finally {
    await emulator.close();
    await redis.stop();
    await postgres.stop();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
    removeFiles();
  }
}

const isClean = await main();
say(isClean ? 'clean: nobody paid twice, and nothing is left over at the bank' : 'NOT clean');
process.exit(isClean ? 0 : 1);

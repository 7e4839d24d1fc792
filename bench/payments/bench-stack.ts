import { fork, spawn, type ChildProcess } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startRedis, type LocalServer } from '@sluis/local-stack';
import { makeTestCertificate } from '../../apps/cli/src/up/test-certificate.js';
import { until } from '../../test/support/until.js';
import { benchPartnerIds, newPartner, withNewKey, type BenchPartner } from './bench-partners.js';
import { asSuperuser, queryOnce, startBenchPostgres } from './bench-postgres.js';

export interface Program {
  url: string;
  pid: number | undefined;
}

/** Servers of their own in a temporary folder: PostgreSQL as safe as in production, the platform built, and the bare program. */
export class BenchStack {
  readonly partners: BenchPartner[] = [];
  private readonly children: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    private readonly postgresFolder: string,
    private readonly postgres: LocalServer,
    private readonly redis: LocalServer,
    readonly variables: Record<string, string>,
  ) {}

  /** @param kept the folder of a database that outlives the stack; a throwaway one when left out */
  static async start(poolSize: number, kept?: string): Promise<BenchStack> {
    const folder = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
    const postgresFolder = kept ?? join(folder, 'postgres');
    const [postgres, redis, certificate] = await Promise.all([
      startBenchPostgres(postgresFolder, kept !== undefined),
      startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
      makeTestCertificate(),
    ]);
    const certificatePath = join(folder, 'certificate.pem');
    const privateKeyPath = join(folder, 'private-key.pem');
    await writeFile(certificatePath, certificate.certificatePem, { mode: 0o600 });
    await writeFile(privateKeyPath, certificate.privateKeyPem, { mode: 0o600 });
    const secret = () => randomBytes(32).toString('base64');
    const port = await freePort();
    const stack = new BenchStack(folder, postgresFolder, postgres, redis, {
      NODE_ENV: 'development',
      PLATFORM_MODE: 'test',
      LOG_LEVEL: 'info',
      DATABASE_URL: postgres.url,
      DATABASE_POOL_SIZE: String(poolSize),
      REDIS_URL: redis.url,
      PARTNER_REQUESTS_PER_MINUTE: '10000000',
      API_HOST: '127.0.0.1',
      API_PORT: String(port),
      METRICS_PORT: '0',
      WORKER_HEALTH_PORT: '0',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ENCRYPTION_KEYS: `1:${secret()}`,
      TOKEN_KEY: secret(),
      CALLBACK_SECRET: randomBytes(32).toString('base64url'),
      BUNQ_ENVIRONMENT: 'emulator',
      BUNQ_API_URL: 'http://127.0.0.1:9/v1',
      BUNQ_OAUTH_AUTHORISE_URL: 'http://127.0.0.1:9/auth',
      BUNQ_OAUTH_TOKEN_URL: 'http://127.0.0.1:9/v1/token',
      BUNQ_PSP_PAGE_URL: 'http://127.0.0.1:9/psp',
      TPP_NAME: 'Sluis Bench TPP',
      TPP_REGISTER_NUMBER: 'PSDNL-TEST-1',
      TPP_CERTIFICATE_PATH: certificatePath,
      TPP_CERTIFICATE_CHAIN_PATH: certificatePath,
      TPP_PRIVATE_KEY_PATH: privateKeyPath,
      WEBHOOK_ALLOW_PRIVATE_TARGETS: 'yes',
    });
    for (const id of await benchPartnerIds(stack.query)) stack.partners.push(await withNewKey(stack.query, id));
    return stack;
  }

  /** For the loader, which switches foreign keys off. */
  get superuserUrl(): string {
    return asSuperuser(this.postgres.url);
  }

  /** PostgreSQL's first process, the parent of those that work. */
  async postgresPid(): Promise<number> {
    const { pid } = JSON.parse(await readFile(join(this.postgresFolder, 'server.json'), 'utf8')) as { pid: number };
    return pid;
  }

  readonly query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    queryOnce<Row>(this.postgres.url, sql, parameters);

  async newPartner(): Promise<BenchPartner> {
    return withNewKey(this.query, await newPartner(this.query, 'Told'));
  }

  /** @returns its address, and its process */
  async startApi(nodeArguments: string[] = []): Promise<Program> {
    const { pid } = this.run('api', nodeArguments);
    const url = `http://127.0.0.1:${this.variables['API_PORT']}`;
    await until('the API to be ready', async () =>
      (await fetch(`${url}/readyz`).catch(() => undefined))?.ok ? true : undefined,
    );
    return { url, pid };
  }

  startWorker(): ChildProcess {
    return this.run('worker');
  }

  /** @param hands how many loops tell receivers; none when left out */
  async startBareProgram(hands = 0): Promise<Program & { stop: () => Promise<void> }> {
    const port = await freePort();
    const partners = Object.fromEntries(
      this.partners.map(({ id, key }) => {
        const [, , publicId = '', ...secret] = key.split('_');
        return [publicId, { id, secretHash: hash('sha256', secret.join('_'), 'base64') }];
      }),
    );
    const { DATABASE_POOL_SIZE } = this.variables;
    const child = fork(join(import.meta.dirname, 'baseline.mjs'), {
      env: {
        NODE_ENV: 'production',
        // Bare: no second wall either.
        DATABASE_URL: this.superuserUrl,
        DATABASE_POOL_SIZE,
        PORT: String(port),
        PARTNERS: JSON.stringify(partners),
        ...(hands > 0 ? { HANDS: String(hands) } : {}),
      },
    });
    this.children.push(child);
    await once(child, 'message');
    return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => end(child) };
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map(end));
    // Stopping gives the server a few seconds only.
    await queryOnce(this.superuserUrl, 'CHECKPOINT');
    await this.redis.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private run(app: 'api' | 'worker', nodeArguments: string[] = []): ChildProcess {
    // As deployments start it.
    const child = spawn(process.execPath, ['--enable-source-maps', ...nodeArguments, `dist/apps/${app}/src/main.js`], {
      env: this.variables,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.children.push(child);
    return child;
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  // A worker first finishes what it does at the bank, which is not there.
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(timer);
}

import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createHash, hash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startPostgres, startRedis, type LocalServer } from '@sluis/local-stack';
import { migrate, platformSession } from '@sluis/persistence';
import { Client } from 'pg';
import { makeTestCertificate } from '../../apps/cli/src/up/test-certificate.js';
import { until } from '../../test/support/until.js';

const partnerCount = 50;
export const redirectUri = 'https://shop.example/return';

export interface BenchPartner {
  id: string;
  key: string;
}

export interface Program {
  url: string;
  pid: number | undefined;
}

/** Servers of their own in a temporary folder: PostgreSQL as safe as in production, the platform built, and the bare program. */
export class BenchStack {
  readonly partners: BenchPartner[] = [];
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly folder: string,
    private readonly postgres: LocalServer,
    private readonly redis: LocalServer,
    readonly variables: Record<string, string>,
  ) {}

  static async start(poolSize: number): Promise<BenchStack> {
    const folder = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
    const dataDir = join(folder, 'postgres');
    // Not a throwaway: fsync and synchronous_commit stay on, for the platform and for the bare program.
    const first = await startPostgres({ dataDir });
    const client = new Client(asSuperuser(first.url));
    await client.connect();
    await client.query(`ALTER SYSTEM SET shared_buffers = '2GB'`);
    await client.query(`ALTER SYSTEM SET max_wal_size = '4GB'`);
    await client.end();
    await first.stop();
    const [postgres, redis, certificate] = await Promise.all([
      startPostgres({ dataDir }),
      startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
      makeTestCertificate(),
    ]);
    await migrate(postgres.url);
    const certificatePath = join(folder, 'certificate.pem');
    const privateKeyPath = join(folder, 'private-key.pem');
    await writeFile(certificatePath, certificate.certificatePem, { mode: 0o600 });
    await writeFile(privateKeyPath, certificate.privateKeyPem, { mode: 0o600 });
    const secret = () => randomBytes(32).toString('base64');
    const port = await freePort();
    const stack = new BenchStack(folder, postgres, redis, {
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
    for (let number = 0; number < partnerCount; number += 1) stack.partners.push(await stack.newPartner());
    return stack;
  }

  /** For the loader, which switches foreign keys off. */
  get superuserUrl(): string {
    return asSuperuser(this.postgres.url);
  }

  /** PostgreSQL's first process, the parent of those that work. */
  async postgresPid(): Promise<number> {
    const { pid } = JSON.parse(await readFile(join(this.folder, 'postgres', 'server.json'), 'utf8')) as { pid: number };
    return pid;
  }

  async query<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.postgres.url, options: platformSession });
    await client.connect();
    try {
      return (await client.query<Row>(sql, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  async newPartner(): Promise<BenchPartner> {
    const id = randomUUID();
    const publicId = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    await this.query(`INSERT INTO partners (id, name) VALUES ($1, 'Bench')`, [id]);
    await this.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, $2)`, [id, redirectUri]);
    await this.query(
      `INSERT INTO api_keys (partner_id, id, public_id, secret_hash, mode, name, scopes)
       VALUES ($1, $2, $3, $4, 'test', 'bench', '{*}')`,
      [id, randomUUID(), publicId, createHash('sha256').update(secret).digest()],
    );
    return { id, key: `sk_test_${publicId}_${secret}` };
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
    await this.redis.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private run(app: 'api' | 'worker', nodeArguments: string[] = []): ChildProcess {
    const child = spawn(process.execPath, [...nodeArguments, `dist/apps/${app}/src/main.js`], {
      env: this.variables,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.children.push(child);
    return child;
  }
}

/** The embedded server's own account has the same password. */
function asSuperuser(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = 'postgres';
  return url.href;
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  // A worker first finishes what it does at the bank, which is not there.
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(timer);
}

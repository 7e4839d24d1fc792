import 'reflect-metadata';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '@sluis/config';
import { freePort, startPostgres, startRedis } from '@sluis/local-stack';
import { ApiKeys, Partners } from '@sluis/partners';
import { migrate, queryRows, Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { createApi } from '../apps/api/src/create-api.js';
import { makeTestCertificate } from '../apps/cli/src/up/test-certificate.js';
import { createWorker } from '../apps/worker/src/create-worker.js';
import { BankControl, type BankUser } from '../test/support/bank-control.js';
import { PayerBrowser } from '../test/support/payer-browser.js';

/** The first reading of an account with 100,000 transactions by the real worker: time, and memory of its process. */
const folder = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
const bank = fork(join(import.meta.dirname, 'run.mjs'), [join(import.meta.dirname, 'transactions-bank.ts')]);
const [[atBank], postgres, redis, certificate] = await Promise.all([
  once(bank, 'message') as Promise<[BankUser & { url: string }]>,
  startPostgres({ dataDir: join(folder, 'postgres'), throwaway: true }),
  startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
  makeTestCertificate(),
]);
const certificatePath = join(folder, 'certificate.pem');
const privateKeyPath = join(folder, 'private-key.pem');
await writeFile(certificatePath, certificate.certificatePem, { mode: 0o600 });
await writeFile(privateKeyPath, certificate.privateKeyPem, { mode: 0o600 });
await migrate(postgres.url);

const apiUrl = `http://127.0.0.1:${await freePort()}`;
const secret = () => randomBytes(32).toString('base64');
const config = loadConfig({
  NODE_ENV: 'test',
  PLATFORM_MODE: 'test',
  LOG_LEVEL: 'silent',
  DATABASE_URL: postgres.url,
  REDIS_URL: redis.url,
  PARTNER_REQUESTS_PER_MINUTE: '10000000',
  API_HOST: '127.0.0.1',
  API_PORT: new URL(apiUrl).port,
  METRICS_PORT: '0',
  WORKER_HEALTH_PORT: '0',
  PUBLIC_URL: apiUrl,
  ENCRYPTION_KEYS: `1:${secret()}`,
  TOKEN_KEY: secret(),
  CALLBACK_SECRET: randomBytes(32).toString('base64url'),
  BUNQ_ENVIRONMENT: 'emulator',
  BUNQ_LIMITS: 'off',
  BUNQ_API_URL: `${atBank.url}/v1`,
  BUNQ_OAUTH_AUTHORISE_URL: `${atBank.url}/auth`,
  BUNQ_OAUTH_TOKEN_URL: `${atBank.url}/v1/token`,
  BUNQ_PSP_PAGE_URL: `${atBank.url}/psp`,
  TPP_NAME: 'Sluis Test TPP',
  TPP_REGISTER_NUMBER: 'PSDNL-TEST-1',
  TPP_CERTIFICATE_PATH: certificatePath,
  TPP_CERTIFICATE_CHAIN_PATH: certificatePath,
  TPP_PRIVATE_KEY_PATH: privateKeyPath,
});
const api = await createApi(config);
await api.listen(config.env.API_PORT, '127.0.0.1');
await api.get(TppIdentity).register();
const transactions = api.get(Transactions);
const actor = { type: 'operator', id: 'bench' } as const;
const redirectUri = 'https://shop.example/return';
const { key } = await transactions.run(async (tx) => {
  const partner = await api.get(Partners).create(tx, { name: 'Bench', redirectUris: [redirectUri], actor });
  return api.get(ApiKeys).create(tx, partner.id, { mode: 'test', name: 'bench', scopes: ['*'], actor });
});

async function post(path: string, body: object): Promise<{ authorisation_url: string }> {
  const answer = await fetch(apiUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': secret() },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { authorisation_url: string };
}

const consent = await post('/v1/consents', {
  type: 'account_information',
  permissions: ['read_account_list', 'read_balances', 'read_transactions'],
  redirect_uri: redirectUri,
  purpose: 'To measure',
});
const browser = new PayerBrowser();
const agreed = await browser.submit(consent.authorisation_url);
await browser.open(await new BankControl(atBank.url).authorise({ ...atBank, name: '' }, agreed.location ?? ''));

interface Sample {
  stored: number;
  heapMb: number;
  rssMb: number;
  atMs: number;
}
const samples: Sample[] = [];
const startedAt = performance.now();
const worker = await createWorker(config);
await worker.init();
for (;;) {
  const [row] = await transactions.run((tx) =>
    queryRows<{ stored: number; is_done: boolean }>(
      tx,
      `SELECT (SELECT count(*)::integer FROM account_transactions) AS stored,
              (SELECT transactions_read_at IS NOT NULL FROM account_feeds LIMIT 1) AS is_done`,
    ),
  );
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  samples.push({
    stored: row?.stored ?? 0,
    heapMb: Math.round(heapUsed / 1e6),
    rssMb: Math.round(rss / 1e6),
    atMs: Math.round(performance.now() - startedAt),
  });
  if (row?.is_done) break;
  await wait(500);
}
const last = samples.at(-1);
const half = samples.find(({ stored }) => stored >= (last?.stored ?? 0) / 2);
const tenth = samples.find(({ stored }) => stored >= (last?.stored ?? 0) / 10);
console.log(
  JSON.stringify({
    stored: last?.stored,
    seconds: Math.round((last?.atMs ?? 0) / 100) / 10,
    gcExposed: globalThis.gc !== undefined,
    atStart: samples[0],
    atOneTenth: tenth,
    atHalf: half,
    atEnd: last,
    mostHeapMb: Math.max(...samples.map(({ heapMb }) => heapMb)),
    mostRssMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
  }),
);
await worker.close();
await api.close();
bank.kill();
await redis.stop();
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);

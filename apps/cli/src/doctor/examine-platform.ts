import { createPrivateKey, X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { witnessAddresses, witnessNameOf } from '@sluis/audit';
import { ConfigError, loadConfig, type Environment } from '@sluis/config';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { clockFinding } from './clock-finding.js';
import { checked, type Finding } from './finding.js';
import { examineDatabase } from './examine-database.js';

const dayMs = 86_400_000;
const timeoutMs = 5_000;
/** A new certificate takes its issuer weeks. */
const certificateNoticeDays = 60;

/** How the platform of this environment is doing. Looks only. */
export async function examinePlatform(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  let env: Environment;
  try {
    ({ env } = loadConfig(environment));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ verdict: 'bad', text: `${error.message}\n  Each is explained in docs/configuration.md` }];
  }
  const { findings, witnessed } = await examineDatabase(env.DATABASE_URL, env.PLATFORM_MODE);
  return [
    ...findings,
    await checked('Redis', () => examineRedis(env.REDIS_URL), 'check REDIS_URL, and whether it runs'),
    ...(await examineBank(env)),
    await checked(
      'Certificate',
      () => examineCertificate(env),
      'check TPP_CERTIFICATE_PATH and TPP_PRIVATE_KEY_PATH, both PEM',
    ),
    ...(await examineWitnesses(env, witnessed)),
    await examineProcess('API', `${env.PUBLIC_URL}/readyz`, 'see its log, and whether PUBLIC_URL leads to it'),
    ...(await examineWorker(env)),
  ];
}

async function examineRedis(url: string): Promise<Finding> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: timeoutMs, retryStrategy: () => null });
  // The promise of connect() says the same, and nobody else listens.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    const [, policy = 'unknown'] = z
      .array(z.string())
      .parse(await redis.config('GET', 'maxmemory-policy').catch(() => []));
    if (policy === 'noeviction' || policy === 'unknown') return { verdict: 'good', text: 'Redis answers' };
    const remedy = 'set it to noeviction: what it forgets is rung for again, late';
    return { verdict: 'note', text: `Redis answers, with maxmemory-policy ${policy}; ${remedy}` };
  } finally {
    redis.disconnect();
  }
}

/** Reached or not, and by its clock whether ours is right. */
async function examineBank({ BUNQ_API_URL: url, BUNQ_ENVIRONMENT: which }: Environment): Promise<Finding[]> {
  const { origin } = new URL(url);
  const askedAt = Date.now();
  try {
    // Any answer will do: nothing is asked of the bank that counts.
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    await answer.body?.cancel();
    const tookMs = Date.now() - askedAt;
    const date = Date.parse(answer.headers.get('date') ?? '');
    const reached: Finding = { verdict: 'good', text: `Bank (${which}): ${origin} answers in ${tookMs} ms` };
    return Number.isNaN(date) ? [reached] : [reached, clockFinding("the bank's", askedAt + tookMs / 2 - date)];
  } catch (error) {
    const text = `Bank (${which}): ${origin} cannot be reached (${error instanceof Error ? error.message : 'no answer'})`;
    return [{ verdict: 'bad', text: `${text}; check BUNQ_API_URL, and that this machine may go out to it` }];
  }
}

async function examineCertificate(env: Environment): Promise<Finding> {
  const certificate = new X509Certificate(await readFile(env.TPP_CERTIFICATE_PATH));
  const key = createPrivateKey(await readFile(env.TPP_PRIVATE_KEY_PATH));
  if (!certificate.checkPrivateKey(key)) {
    return { verdict: 'bad', text: 'Certificate: the private key is not its own; check TPP_PRIVATE_KEY_PATH' };
  }
  return expiryFinding(new Date(certificate.validFrom), new Date(certificate.validTo), new Date());
}

export function expiryFinding(from: Date, until: Date, now: Date): Finding {
  const date = until.toISOString().slice(0, 10);
  const remedy = 'order a new one, and run sluis tpp register with it';
  if (from > now) {
    return { verdict: 'bad', text: `Certificate: not valid before ${from.toISOString()}; check the clock` };
  }
  const days = Math.floor((until.getTime() - now.getTime()) / dayMs);
  if (days < 0) return { verdict: 'bad', text: `Certificate: expired on ${date}; ${remedy}` };
  if (days < certificateNoticeDays) {
    return { verdict: 'note', text: `Certificate: expires in ${days} days, on ${date}; ${remedy}` };
  }
  return { verdict: 'good', text: `Certificate: valid until ${date}` };
}

async function examineWitnesses(
  { AUDIT_WITNESSES: addresses }: Environment,
  behindOf: (witness: string) => number | undefined,
): Promise<Finding[]> {
  const listed = witnessAddresses(addresses);
  if (listed.length === 0) {
    const remedy = 'set AUDIT_WITNESSES to a place that administrators of the database cannot write to';
    return [
      {
        verdict: 'note',
        text: `Audit witness: none, so that cutting off the newest records would not show; ${remedy}`,
      },
    ];
  }
  return Promise.all(
    listed.map((address) =>
      checked(
        `Audit witness ${witnessNameOf(address)}`,
        () => examineWitness(address, behindOf),
        'check AUDIT_WITNESSES',
      ),
    ),
  );
}

async function examineWitness(address: string, behindOf: (witness: string) => number | undefined): Promise<Finding> {
  const name = witnessNameOf(address);
  if (address.startsWith('file:')) accessSync(existsSync(name) ? name : dirname(name), constants.W_OK);
  // Without the credentials that may be in it: whether somebody answers is all that is asked.
  else await fetch(name, { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) });
  const behind = behindOf(name);
  // Newest heads are handed over in passing; what is minutes old was refused.
  if (behind === undefined || behind === 0)
    return { verdict: 'good', text: `Audit witness ${name}: has what was sealed` };
  return {
    verdict: 'bad',
    text: `Audit witness ${name}: ${behind} heads older than five minutes were not handed over; see the worker's log`,
  };
}

/** The worker is asked where it runs: on this machine or nowhere that we know. */
async function examineWorker({ WORKER_HEALTH_PORT: port, NODE_ENV: kind }: Environment): Promise<Finding[]> {
  if (kind !== 'development') return [];
  return [await examineProcess('Worker', `http://localhost:${port}/readyz`, 'see its log')];
}

async function examineProcess(name: string, url: string, remedy: string): Promise<Finding> {
  return checked(
    name,
    async () => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      await answer.body?.cancel();
      if (answer.ok) return { verdict: 'good', text: `${name}: ready` };
      return { verdict: 'bad', text: `${name}: ${url} answers ${answer.status}; ${remedy}` };
    },
    remedy,
  );
}

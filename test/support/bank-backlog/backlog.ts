import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  BunqClient,
  type BunqRateLimit,
  classicLimits,
  MemoryContextStore,
  payment,
  unlimitedBudget,
} from '@sluis/bunq-client';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { startEmulator } from '../../../apps/bunq-emulator/src/index.js';
import { contractDevice, firstAccount } from '../../contract/contract-person.js';
import { backlogKeys, type BacklogOrder } from './backlog-order.js';
import { startSilencingProxy } from './silencing-proxy.js';

export interface BacklogInput {
  redisUrl: string;
  keyPrefix: string;
  writes: number;
  /** what the bank enforces, and the workers begin with, for writes */
  limit: BunqRateLimit;
  processes?: number;
  /** after so many ms the bank halves the limit, and its 429s no longer say what it is */
  halveAfterMs?: number;
}

/** How the bank saw it. Times in ms of its clock. */
export interface BacklogFigures {
  calls: number;
  refused: number;
  /** payments on the books, each counted once per description */
  booked: number;
  ms: number;
  /** accepted calls beyond the first window's burst, as a share of what the limit allowed in that time */
  used: number;
  acceptedAt: number[];
  refusedAt: number[];
  halvedAt: number | undefined;
}

const seenSchema = z.object({
  requests: z.array(z.object({ at: z.iso.datetime(), method: z.string(), path: z.string(), status: z.number() })),
});
const customerSchema = z.object({ api_key: z.string() });
const stateSchema = z.object({ payments: z.array(z.object({ description: z.string(), amount: z.string() })) });

/** Lets worker processes work off a backlog of payments at an emulator of its own, and tells how the bank saw it. */
export async function workOffBacklog(input: BacklogInput): Promise<BacklogFigures> {
  const { limit, writes, processes = 2, keyPrefix } = input;
  const emulator = await startEmulator({ port: 0 });
  const proxy = await startSilencingProxy(emulator.url);
  const redis = new Redis(input.redisUrl);
  const workers: ChildProcess[] = [];
  try {
    const control = async (path: string, body?: unknown): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${emulator.url}/_emulator/${path}`, init);
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      return answer.json();
    };
    const { api_key: apiKey } = customerSchema.parse(await control('users', { name: 'Backlog', balance: '1000.00' }));
    const order = await orderFor(input, emulator.url, apiKey);
    const jobs = Array.from({ length: writes }, (_, number) =>
      JSON.stringify({
        requestId: randomUUID(),
        body: payment.serialise({
          amount: { value: '0.01', currency: 'EUR' },
          counterparty: { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Shop' },
          description: `backlog ${number}`,
        }),
      }),
    );
    await redis.rpush(backlogKeys(keyPrefix).jobs, ...jobs);
    const launcher = join(import.meta.dirname, '../run-typescript.mjs');
    for (let count = 0; count < processes; count += 1) {
      const worker = fork(launcher, [join(import.meta.dirname, 'backlog-worker.ts')], { stdio: 'inherit' });
      workers.push(worker);
      worker.send({ ...order, apiUrl: `${input.halveAfterMs === undefined ? emulator.url : proxy.url}/v1` });
      // One after the other: their sessions are opened one at a time.
      await once(worker, 'message');
    }
    // A bank that is asked for its accounts and sessions here too; only the writes are held to the limit.
    const plenty = { requests: 1_000, seconds: 1 };
    const bankLimits = (calls: number) => ({
      GET: plenty,
      PUT: plenty,
      DELETE: plenty,
      session_server: plenty,
      POST: { requests: calls, seconds: limit.seconds },
    });
    await control('switches', { unsignedTooManyRequests: true });
    await control('limits', bankLimits(limit.calls));
    let halvedAt: number | undefined;
    const halving =
      input.halveAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            halvedAt = Date.now();
            proxy.silence();
            void control('limits', bankLimits(Math.floor(limit.calls / 2)));
          }, input.halveAfterMs);
    await Promise.all(
      workers.map(async (worker) => {
        const ended = once(worker, 'exit');
        worker.send('go');
        const [code] = await ended;
        if (code !== 0) throw new Error(`a worker ended with ${code}`);
      }),
    );
    clearTimeout(halving);
    const { requests } = seenSchema.parse(await control('requests'));
    const { payments } = stateSchema.parse(await control('state'));
    return figuresOf(input, requests, payments, halvedAt);
  } finally {
    for (const worker of workers) if (worker.exitCode === null) worker.kill();
    redis.disconnect();
    await proxy.close();
    await emulator.close();
  }
}

async function orderFor(input: BacklogInput, emulatorUrl: string, apiKey: string): Promise<BacklogOrder> {
  const settings = { apiUrl: `${emulatorUrl}/v1`, userAgent: 'backlog', budget: unlimitedBudget };
  const store = new MemoryContextStore();
  const client = new BunqClient({ ...settings, store, allowInsecureHttp: true, sessions: { minIntervalMs: 0 } });
  try {
    await client.registerKey({ ...contractDevice, apiKey });
    const { id: accountId } = await firstAccount(client.consent('consent:backlog', apiKey));
    const installation = await store.loadInstallation();
    if (!installation) throw new Error('no installation is stored');
    const { redisUrl, keyPrefix, writes, limit } = input;
    return {
      apiUrl: settings.apiUrl,
      redisUrl,
      keyPrefix,
      // The second process need not wait half a minute for its session.
      limits: { ...classicLimits, POST: limit, sessionServer: { calls: 5, seconds: 3 } },
      apiKey,
      installation,
      accountId,
      writes,
      lanes: limit.calls + 2,
    };
  } finally {
    await client.close();
  }
}

function figuresOf(
  { limit }: BacklogInput,
  requests: z.infer<typeof seenSchema>['requests'],
  payments: z.infer<typeof stateSchema>['payments'],
  halvedAt: number | undefined,
): BacklogFigures {
  const writes = requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/payment'));
  const timesOf = (wanted: number): number[] =>
    writes.filter(({ status }) => status === wanted).map(({ at }) => Date.parse(at));
  const acceptedAt = timesOf(200);
  const refusedAt = timesOf(429);
  const ms = Math.max(...acceptedAt) - Math.min(...acceptedAt);
  const used = (acceptedAt.length - limit.calls) / (ms / 1_000) / (limit.calls / limit.seconds);
  const booked = new Set(payments.map(({ description }) => description).filter((text) => text.startsWith('backlog ')))
    .size;
  return { calls: writes.length, refused: refusedAt.length, booked, ms, used, acceptedAt, refusedAt, halvedAt };
}

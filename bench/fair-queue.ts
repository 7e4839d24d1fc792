import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RedisBudget } from '@sluis/bunq-client';
import { startPostgres, startRedis } from '@sluis/local-stack';
import { Config } from '@sluis/config';
import { Doorbell, Outbox, OutboxRunner, type Claim } from '@sluis/outbox';
import { dataSourceOptions, migrate, newId, Transactions, withReach } from '@sluis/persistence';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';

/**
 * Fifty partners order at the bank, and one of them a hundred times as much as each other. How long do the others wait
 * for the bank's budget, compared with a time in which all order alike? The same once more in the order of arrival.
 *
 * npm run bench:file -- bench/fair-queue.ts [--seconds 60] [--use 0.3,0.6,0.9]
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '40' }, use: { type: 'string', default: '0.3,0.6,0.9' } },
  args: process.argv.slice(3),
});
const seconds = Number(values.seconds);
const uses = values.use.split(',').map(Number);
const partnerCount = 50;
const greed = 100;
const hands = 8;
const bankMs = 40;
/** Six times what bunq allows, so that a run takes a minute. */
const limit = { calls: 10, seconds: 1 };
const perSecond = limit.calls / limit.seconds;
const kind = 'payments.submit';

const folder = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
const [postgres, redisServer] = await Promise.all([
  startPostgres({ dataDir: join(folder, 'postgres'), throwaway: true }),
  startRedis({ dataDir: join(folder, 'redis'), throwaway: true }),
]);
await migrate(postgres.url);
const options = dataSourceOptions({ databaseUrl: postgres.url, poolSize: 20, applicationName: 'bench' });
// What prepares a run owns the tables; what is measured reaches them as the worker does.
const owner = await new DataSource(options).initialize();
const dataSource = await new DataSource(withReach(options, 'platform')).initialize();
const transactions = new Transactions(dataSource, 'platform');
const redis = new Redis(redisServer.url);

/** @returns the waits of everybody but the first partner, in milliseconds, and how often a second that one was served */
async function run(use: number, isOneGreedy: boolean, inTurns: boolean): Promise<{ waits: number[]; served: number }> {
  await owner.query('TRUNCATE outbox, outbox_turns, outbox_clocks, outbox_served');
  const partners = Array.from({ length: partnerCount }, newId);
  for (const id of partners) await owner.query(`INSERT INTO partners (id, name) VALUES ($1, 'Bench')`, [id]);
  const classic = { calls: 1_000, seconds: 1 };
  const budget = new RedisBudget({
    redis,
    keyPrefix: newId(),
    limits: { GET: classic, POST: limit, PUT: classic, DELETE: classic, sessionServer: classic },
  });
  // Rings are counted, as Bull keeps them: each free hand takes one.
  const rings: string[] = [];
  const doorbell: Doorbell = Object.assign(Object.create(Doorbell.prototype), {
    ring: (_: string, subject: string) => ring(subject),
    ringForTurn: (_: string, inMs: number) => setTimeout(ring, inMs, 'turn'),
  });
  const config: Config = Object.assign(Object.create(Config.prototype), {
    env: {
      WORK_HOLD_MS: 10_000,
      BUNQ_LIMITS: 'on',
      BANK_QUEUE_HANDS_PER_PARTNER: 2,
      BANK_QUEUE_PLACES: limit.calls,
      BANK_QUEUE_WINDOW_MS: limit.seconds * 1_000,
    },
  });
  const outbox = new Outbox(doorbell);
  const runner = new OutboxRunner(transactions, outbox, config);
  const orderedAt = new Map<string, number>();
  const waits: number[] = [];
  const now = { open: 0, busy: 0, served: 0 };
  const atBank = async ({ subject, partnerId }: Claim) => {
    const answered = await budget.take('POST', 'draft-payment', 'payment');
    if (partnerId === partners[0]) now.served += 1;
    else {
      waits.push(performance.now() - (orderedAt.get(subject) ?? 0));
      now.open -= 1;
    }
    await wait(bankMs);
    answered?.();
    return 'done' as const;
  };
  function ring(subject: string): void {
    rings.push(subject);
    if (now.busy < hands) void hand();
  }
  async function hand(): Promise<void> {
    now.busy += 1;
    for (let subject = rings.shift(); subject !== undefined; subject = rings.shift()) {
      if (inTurns) await runner.runInTurns(kind, 45_000, atBank);
      else await runner.runOne(kind, subject, 45_000, atBank);
    }
    now.busy -= 1;
  }
  const order = async (partnerId: string) => {
    const subject = newId();
    orderedAt.set(subject, performance.now());
    if (partnerId !== partners[0]) now.open += 1;
    await transactions.run((tx) => outbox.schedule(tx, { kind, subject, partnerId }));
  };
  const each = (use * perSecond) / partnerCount;
  const endsAt = performance.now() + seconds * 1_000;
  const offer = async (partnerId: string, rate: number) => {
    for (;;) {
      // Orders come independently of each other.
      const pauseMs = (-Math.log(1 - Math.random()) / rate) * 1_000;
      if (performance.now() + pauseMs > endsAt) return;
      await wait(pauseMs);
      await order(partnerId);
    }
  };
  await Promise.all(partners.map((id, index) => offer(id, index === 0 && isOneGreedy ? each * greed : each)));
  const served = now.served / seconds;
  const giveUpAt = performance.now() + 30_000;
  while (now.open > 0 && performance.now() < giveUpAt) await wait(50);
  runner.beforeApplicationShutdown();
  rings.length = 0;
  while (now.busy > 0) await wait(20);
  return { waits, served };
}

try {
  console.log(
    `${partnerCount} partners, ${limit.calls} calls in ${limit.seconds} s, ${hands} hands, ${seconds} s each`,
  );
  console.log(
    '| use when all order alike | p95 alike | p95 beside one of 100× | ratio | the one is served | p95 beside it in order of arrival |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const use of uses) {
    const alike = percentile95((await run(use, false, true)).waits);
    const { waits, served } = await run(use, true, true);
    const beside = percentile95(waits);
    const arrival = percentile95((await run(use, true, false)).waits);
    console.log(
      `| ${use * 100} % | ${alike} ms | ${beside} ms | ${(beside / alike).toFixed(2)} | ${served.toFixed(1)}/s | ${arrival} ms |`,
    );
  }
} finally {
  redis.disconnect();
  await Promise.all([owner.destroy(), dataSource.destroy()]);
  await redisServer.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function percentile95(waits: number[]): number {
  const sorted = waits.toSorted((left, right) => left - right);
  return Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN);
}

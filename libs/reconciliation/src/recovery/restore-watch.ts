import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SendingHold } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { Redis } from 'ioredis';
import { Recoveries } from './recoveries.service.js';

const everyMs = 5_000;
const longestWaitMs = 2_000;
/** Sending waits so long, when the process starts, for a Redis that does not answer yet. */
const patienceAtStartMs = 10_000;

/** Only upwards: a slow worker must not take back what a faster one wrote. */
const keepGreatest = `
  if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then redis.call('SET', KEYS[1], ARGV[1]) end`;

/**
 * Notices that the database is not the one it was. A counter in it grows all the time, and its greatest value is kept in
 * Redis as well: a database behind that went back in time. The server's own identity and timeline tell of a restore
 * onto another server, and of a standby that took over and may have missed the last commits. A Redis that was wiped
 * tells nothing; then the bank's lists do, at the next scan.
 */
@Injectable()
export class RestoreWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RestoreWatch.name);
  private readonly redis: Redis;
  private readonly key: string;
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(
    config: Config,
    private readonly transactions: Transactions,
    private readonly recoveries: Recoveries,
    private readonly hold: SendingHold,
  ) {
    const { REDIS_URL, QUEUE_PREFIX } = config.env;
    this.key = `${QUEUE_PREFIX}:beat`;
    this.redis = new Redis(REDIS_URL, { commandTimeout: longestWaitMs, maxRetriesPerRequest: 1, lazyConnect: true });
    this.redis.on('error', () => undefined);
  }

  onModuleInit(): void {
    this.running = this.checkAtStart();
    this.hold.awaitFirst(this.running);
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.check());
    }, everyMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stop.abort();
    await this.running;
    this.redis.disconnect();
  }

  /** Database and Redis often start with us. The first answer decides whether anything is sent, so it is waited for. */
  private async checkAtStart(): Promise<void> {
    const deadline = Date.now() + patienceAtStartMs;
    while (!(await this.isOutsideThere()) && Date.now() < deadline && !this.stop.signal.aborted)
      await sleep(250, undefined, { signal: this.stop.signal }).catch(() => undefined);
    await this.check();
  }

  private async check(): Promise<void> {
    try {
      // Read before the counter grows: whatever stands there was committed here before, unless we went back.
      const outside = await this.readOutside();
      const beat = await this.transactions.run((tx) => this.beat(tx, outside));
      await this.redis.eval(keepGreatest, 1, this.key, beat).catch(() => undefined);
    } catch (error) {
      this.logger.error({
        msg: 'whether the database was restored could not be checked',
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  private async beat(tx: Transaction, outside: bigint | undefined): Promise<string> {
    const server = await this.serverOf(tx);
    const [before] = await queryRows<{ beat: string; server: string }>(
      tx,
      `SELECT beat, server FROM platform_beats FOR UPDATE`,
    );
    const last = BigInt(before?.beat ?? 0);
    const isBehind = outside !== undefined && outside > last;
    const isElsewhere = before !== undefined && before.server !== server;
    const [row] = await queryRows<{ beat: string }>(
      tx,
      `INSERT INTO platform_beats AS known (beat, server) VALUES ($1, $2)
       ON CONFLICT (one) DO UPDATE SET beat = greatest(known.beat + 1, excluded.beat), server = excluded.server,
         beaten_at = clock_timestamp()
       RETURNING beat`,
      [((isBehind ? outside : last) + 1n).toString(), server],
    );
    if (isBehind || isElsewhere)
      await this.recoveries.begin(tx, isBehind ? 'database_went_back' : 'database_server_changed', {
        type: 'platform',
      });
    return row?.beat ?? '0';
  }

  private async serverOf(tx: Transaction): Promise<string> {
    const [row] = await queryRows<{ server: string }>(
      tx,
      `SELECT s.system_identifier || '/' || c.timeline_id AS server FROM pg_control_system() s, pg_control_checkpoint() c`,
    );
    return row?.server ?? '';
  }

  private isOutsideThere(): Promise<boolean> {
    return this.redis.ping().then(
      () => true,
      () => false,
    );
  }

  private async readOutside(): Promise<bigint | undefined> {
    try {
      const text = await this.redis.get(this.key);
      return text === null || !/^\d{1,18}$/.test(text) ? undefined : BigInt(text);
    } catch {
      return undefined; // Payments go on without Redis; the next scan of the bank's lists tells.
    }
  }
}

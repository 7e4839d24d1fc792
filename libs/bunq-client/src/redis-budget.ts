import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { BunqRateLimit } from './bunq-api.error.js';
import {
  type BunqBudget,
  type BunqMethod,
  type BunqPriority,
  type BunqStartingLimits,
  classicLimits,
  startingLimit,
} from './bunq-budget.js';
import { readScript, refusedScript, settledScript, takeScript } from './redis-budget-scripts.js';

/** What the budget needs of an `ioredis` client, of whatever version the caller has. */
export interface BunqRedis {
  readonly status: string;
  /** Runs a Lua script in Redis. */
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}

export interface RedisBudgetOptions {
  /**
   * Of the caller, who also closes it. Give it `enableOfflineQueue: false` and a `commandTimeout` of some hundred ms, so
   * that a Redis that is away or stuck is noticed at once.
   */
  redis: BunqRedis;
  /** one budget for all that call from one address; default `bunq-budget` */
  keyPrefix?: string;
  /** before bunq says otherwise; default bunq's classic figures */
  limits?: BunqStartingLimits;
  /** how many processes may share an address at most, for the share each takes while Redis is away; default 4 */
  processes?: number;
  /** calls waiting per method and endpoint before `take` refuses; default 1 000 */
  maxWaiting?: number;
  /** hears of every place taken and every 429; what it throws is dropped */
  observer?: (event: BunqBudgetEvent) => void;
}

/**
 * - `taken`: a call may go, `waitedMs` after it asked; `isLocal` when Redis was away
 * - `refused`: bunq said 429; `isCut` when the believed limit was cut because it must have sunk without a word
 */
export type BunqBudgetEvent = { method: BunqMethod; endpointTemplate: string } & (
  { kind: 'taken'; priority: BunqPriority; waitedMs: number; isLocal: boolean } | { kind: 'refused'; isCut: boolean }
);

/** What is believed of one method and endpoint, and how far it is used. */
export interface BunqBudgetLane {
  method: BunqMethod;
  endpointTemplate: string;
  calls: number;
  windowMs: number;
  /** calls of all processes within the last window; unknown while Redis is away */
  used: number | undefined;
  /** calls of this process that wait */
  waiting: number;
}

/** `call` is the number the call has in Redis; none while Redis is away. */
interface Place {
  call: number | undefined;
}

interface Waiter {
  priority: BunqPriority;
  since: number;
  settle: (outcome: Place | { error: Error }) => void;
}

interface Lane {
  key: string;
  method: BunqMethod;
  endpointTemplate: string;
  limit: BunqRateLimit;
  shared: RateLimiterRedis;
  /** while Redis is away */
  local: RateLimiterMemory;
  waiters: Waiter[];
  isPumping: boolean;
  /** ends the pause between two looks for a place */
  wake: () => void;
}

/** Several processes that wait for one place look for it at slightly different times. */
const jitterMs = 3;

/**
 * One budget for all processes behind one address, kept in Redis, per method and endpoint.
 *
 * It starts at bunq's documented figures, believes what bunq's 429 texts state, and finds a limit that sank without a word
 * by halving, at most once per window; from there it climbs back by small steps, ever more rarely when they fail. Payments
 * go before data: in this process because they overtake, between processes because data leaves a fifth of the places free
 * where payments have lately been.
 *
 * While Redis is away each process keeps to its share of half the documented figures: half, because its window does not
 * slide, and twice its size may pass across the edge.
 */
export class RedisBudget implements BunqBudget {
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: BunqStartingLimits;

  constructor(private readonly options: RedisBudgetOptions) {
    this.#limits = options.limits ?? classicLimits;
  }

  /** @throws RangeError when too many calls of this process wait for this endpoint already */
  async take(
    method: BunqMethod,
    endpointTemplate: string,
    priority: BunqPriority,
    signal?: AbortSignal,
  ): Promise<() => void> {
    signal?.throwIfAborted();
    const lane = this.#lane(method, endpointTemplate);
    if (lane.waiters.length >= (this.options.maxWaiting ?? 1_000)) {
      throw new RangeError('too many calls wait for this endpoint');
    }
    const since = performance.now();
    const { call } = await this.#wait(lane, priority, since, signal);
    const waitedMs = performance.now() - since;
    this.#tell({ kind: 'taken', method, endpointTemplate, priority, waitedMs, isLocal: call === undefined });
    return () => {
      if (call !== undefined) void this.#eval(settledScript, lane, call, lane.limit.seconds * 1000);
    };
  }

  learn(method: BunqMethod, endpointTemplate: string, limit?: BunqRateLimit): void {
    const lane = this.#lane(method, endpointTemplate);
    void this.#learn(lane, limit);
  }

  /** Every lane this process has used, as it stands: for metrics. */
  async read(): Promise<BunqBudgetLane[]> {
    return Promise.all(
      [...this.#lanes.values()].map(async (lane) => {
        const { method, endpointTemplate, limit, waiters } = lane;
        const found = await this.#eval(readScript, lane, limit.calls, limit.seconds);
        const [calls = limit.calls, windowMs = limit.seconds * 1000, used] = found ?? [];
        return { method, endpointTemplate, calls, windowMs, used, waiting: waiters.length };
      }),
    );
  }

  #wait(lane: Lane, priority: BunqPriority, since: number, signal: AbortSignal | undefined): Promise<Place> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const place = lane.waiters.indexOf(waiter);
        if (place >= 0) lane.waiters.splice(place, 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const waiter: Waiter = {
        priority,
        since,
        settle: (outcome) => {
          signal?.removeEventListener('abort', leave);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      const firstDatum = priority === 'payment' ? lane.waiters.findIndex((other) => other.priority === 'data') : -1;
      lane.waiters.splice(firstDatum < 0 ? lane.waiters.length : firstDatum, 0, waiter);
      // A payment may find a place where data in front of it may not.
      lane.wake();
      void this.#pump(lane);
    });
  }

  async #pump(lane: Lane): Promise<void> {
    if (lane.isPumping) return;
    lane.isPumping = true;
    try {
      for (let first = lane.waiters[0]; first; first = lane.waiters[0]) {
        const outcome = await this.#tryPlace(lane, first.priority);
        if (typeof outcome === 'number') {
          // A payment that came while data was refused may find a place at once.
          if (lane.waiters[0] && lane.waiters[0].priority !== first.priority) continue;
          await pause(lane, outcome + (outcome > jitterMs ? Math.random() * jitterMs : 0));
          continue;
        }
        // Whoever is first now: the one that asked may have left, or been overtaken by a payment, which has the greater right.
        lane.waiters.shift()?.settle(outcome);
      }
    } finally {
      lane.isPumping = false;
    }
  }

  /** @returns the ms until it is worth asking again, or how the place was had */
  async #tryPlace(lane: Lane, priority: BunqPriority): Promise<number | Place | { error: Error }> {
    const places = priority === 'payment' ? 1 : 2;
    try {
      const { msBeforeNext: call } = await lane.shared.consume(lane.key, places);
      return { call };
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
    }
    try {
      await lane.local.consume(lane.key);
      return { call: undefined };
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
      return { error: refusal instanceof Error ? refusal : new Error('no budget') };
    }
  }

  async #learn(lane: Lane, stated: BunqRateLimit | undefined): Promise<void> {
    const { calls, seconds } = lane.limit;
    const found = await this.#eval(refusedScript, lane, calls, seconds, stated?.calls ?? 0, stated?.seconds ?? 0);
    // Without Redis the local window at least counts as full.
    if (!found) await lane.local.block(lane.key, seconds).catch(() => {});
    const { method, endpointTemplate } = lane;
    this.#tell({ kind: 'refused', method, endpointTemplate, isCut: found?.[2] === 1 });
  }

  /** @returns undefined while Redis is away */
  async #eval(script: string, lane: Lane, ...args: number[]): Promise<number[] | undefined> {
    const { redis } = this.options;
    if (redis.status !== 'ready') return undefined;
    try {
      const found: unknown = await redis.eval(script, 1, lane.shared.getKey(lane.key), ...args);
      return Array.isArray(found) ? found.map(Number) : undefined;
    } catch {
      // Away or stuck: the local share holds meanwhile.
      return undefined;
    }
  }

  #lane(method: BunqMethod, endpointTemplate: string): Lane {
    const name = `${method} ${endpointTemplate}`;
    const existing = this.#lanes.get(name);
    if (existing) return existing;
    const limit = startingLimit(this.#limits, method, endpointTemplate);
    const share = Math.max(1, Math.floor(limit.calls / 2 / (this.options.processes ?? 4)));
    const lane: Lane = {
      // In one pair of braces, so that a Redis cluster keeps a lane's keys together.
      key: `{${name.replaceAll(/[{}]/g, '')}}`,
      method,
      endpointTemplate,
      limit,
      shared: new RateLimiterRedis({
        storeClient: this.options.redis,
        keyPrefix: this.options.keyPrefix ?? 'bunq-budget',
        points: limit.calls,
        duration: limit.seconds,
        customIncrTtlLuaScript: takeScript,
        rejectIfRedisNotReady: true,
      }),
      local: new RateLimiterMemory({ points: share, duration: limit.seconds }),
      waiters: [],
      isPumping: false,
      wake: () => {},
    };
    this.#lanes.set(name, lane);
    return lane;
  }

  #tell(event: BunqBudgetEvent): void {
    try {
      this.options.observer?.(event);
    } catch {
      // What the budget decided stays decided when the observer fails.
    }
  }
}

async function pause(lane: Lane, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    lane.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  lane.wake = () => {};
}

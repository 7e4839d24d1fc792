import { setTimeout as delay } from 'node:timers/promises';
import type { BunqRateLimit } from './bunq-api.error.js';

export type BunqMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type BunqPriority = 'payment' | 'data';

/**
 * Shares bunq's call limits, which hold per address, method and endpoint. `take` resolves when this call may go;
 * payments go before data. `learn` hears of every 429, with the figures that bunq states in it, if it states any.
 *
 * A `take` that rejects, or whose `signal` is aborted, means the call is not sent.
 */
export interface BunqBudget {
  /**
   * Resolves when this call may go; rejects when it may not at all, or `signal` is aborted first.
   *
   * @returns maybe a function that wants to be called once the call's answer, or failure, is in
   */
  take(
    method: BunqMethod,
    endpointTemplate: string,
    priority: BunqPriority,
    signal?: AbortSignal,
  ): Promise<void | (() => void)>;
  /** Hears of a 429; `limit` is absent when its text states no figures. */
  learn(method: BunqMethod, endpointTemplate: string, limit?: BunqRateLimit): void;
}

/** No limit at all: for a bank that sets none. */
export const unlimitedBudget: BunqBudget = {
  take: async () => {},
  learn: () => {},
};

interface Waiter {
  priority: BunqPriority;
  go: () => void;
}

interface Lane {
  limit: BunqRateLimit;
  /** times of the last calls, oldest first, in ms of the monotonic clock */
  recent: number[];
  waiters: Waiter[];
  timer: NodeJS.Timeout | undefined;
}

export type BunqStartingLimits = Record<BunqMethod | 'sessionServer', BunqRateLimit>;

/** bunq's classic figures; DELETE has none and is counted as PUT. */
export const classicLimits: BunqStartingLimits = {
  GET: { calls: 3, seconds: 3 },
  POST: { calls: 5, seconds: 3 },
  PUT: { calls: 2, seconds: 3 },
  DELETE: { calls: 2, seconds: 3 },
  sessionServer: { calls: 1, seconds: 30 },
};

export function startingLimit(limits: BunqStartingLimits, method: BunqMethod, endpointTemplate: string): BunqRateLimit {
  return method === 'POST' && endpointTemplate === 'session-server' ? limits.sessionServer : limits[method];
}

/** bunq counts when a call arrives, we when it leaves; without this margin jitter on the way looks like a burst. */
const marginMs = 50;

/**
 * The budget of one process, starting at bunq's classic figures and following what its 429 texts state.
 *
 * Several processes behind one address need a shared budget instead.
 */
export class InProcessBudget implements BunqBudget {
  readonly #lanes = new Map<string, Lane>();

  constructor(
    private readonly maxWaiting = 1_000,
    private readonly limits: BunqStartingLimits = classicLimits,
  ) {}

  /** @throws RangeError when too many calls wait for this endpoint already */
  async take(
    method: BunqMethod,
    endpointTemplate: string,
    priority: BunqPriority,
    signal?: AbortSignal,
  ): Promise<void> {
    signal?.throwIfAborted();
    const lane = this.#lane(method, endpointTemplate);
    if (lane.waiters.length >= this.maxWaiting) throw new RangeError('too many calls wait for this endpoint');
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        priority,
        go: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        lane.waiters.splice(lane.waiters.indexOf(waiter), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      const firstDatum = priority === 'payment' ? lane.waiters.findIndex((other) => other.priority === 'data') : -1;
      lane.waiters.splice(firstDatum < 0 ? lane.waiters.length : firstDatum, 0, waiter);
      this.#release(lane);
    });
  }

  learn(method: BunqMethod, endpointTemplate: string, limit?: BunqRateLimit): void {
    const lane = this.#lane(method, endpointTemplate);
    lane.limit = limit ?? lane.limit;
    // bunq says that the window is full, so we behave as if we had filled it just now.
    lane.recent = Array.from({ length: lane.limit.calls }, () => performance.now());
  }

  #lane(method: BunqMethod, endpointTemplate: string): Lane {
    const key = `${method} ${endpointTemplate}`;
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = { limit: startingLimit(this.limits, method, endpointTemplate), recent: [], waiters: [], timer: undefined };
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #release(lane: Lane): void {
    const windowMs = lane.limit.seconds * 1000 + marginMs;
    const now = performance.now();
    lane.recent = lane.recent.filter((at) => at > now - windowMs);
    while (lane.waiters.length > 0 && lane.recent.length < lane.limit.calls) {
      lane.recent.push(now);
      lane.waiters.shift()?.go();
    }
    const [oldest] = lane.recent;
    if (lane.waiters.length === 0 || oldest === undefined) return;
    clearTimeout(lane.timer);
    lane.timer = setTimeout(() => this.#release(lane), oldest + windowMs - now + 1);
  }
}

export async function waitMs(ms: number): Promise<void> {
  await delay(ms);
}

import {
  type BunqBreakerState,
  BunqBreakers,
  type BunqBudget,
  type BunqBudgetEvent,
  RedisBudget,
  unlimitedBudget,
} from '@sluis/bunq-client';
import { metric } from '@sluis/telemetry';
import { Redis } from 'ioredis';
import { Counter, Gauge, Histogram, register } from 'prom-client';

/** Long enough for a Redis on the same network; past it the call goes on with this process's own share. */
const redisTimeoutMs = 250;

export interface BankLimits {
  budget: BunqBudget;
  breakers: BunqBreakers;
  close: () => void;
}

/**
 * What holds our calls to the bank back: a budget shared over all processes, and a breaker per class of endpoints. Both
 * show themselves as `sluis_bank_budget_*` and `sluis_bank_breaker_state`.
 *
 * @param isLimited false for a bank that sets no limits; the breakers stay
 */
export function createBankLimits(options: {
  redisUrl: string;
  keyPrefix: string;
  isLimited: boolean;
  breakerPauseMs: number;
}): BankLimits {
  const { breakerPauseMs } = options;
  const breakers = new BunqBreakers({
    firstPauseMs: breakerPauseMs,
    longestPauseMs: breakerPauseMs * 12,
    observer: showBreaker,
  });
  if (!options.isLimited) return { budget: unlimitedBudget, breakers, close: () => {} };
  const redis = new Redis(options.redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: redisTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 200, 5_000),
  });
  // It reconnects by itself; each call that had to do without is counted below.
  redis.on('error', () => {});
  const budget = new RedisBudget({ redis, keyPrefix: options.keyPrefix, observer: countBudget });
  showLanes(budget);
  return { budget, breakers, close: () => redis.disconnect() };
}

function countBudget(event: BunqBudgetEvent): void {
  const endpoint = `${event.method} ${event.endpointTemplate}`;
  if (event.kind === 'refused') {
    refusals().inc({ endpoint, cut: String(event.isCut) });
    return;
  }
  taken().inc({ endpoint, priority: event.priority, source: event.isLocal ? 'local' : 'shared' });
  waits().observe({ priority: event.priority }, event.waitedMs / 1_000);
}

const breakerValues: Record<BunqBreakerState, number> = { closed: 0, half_open: 1, open: 2 };

function showBreaker(endpointClass: string, state: BunqBreakerState): void {
  breakerState().set({ class: endpointClass }, breakerValues[state]);
}

/** Asked at scrape time, so that the figures are those of all processes as they stand. */
function showLanes(budget: RedisBudget): void {
  const names = ['limit_calls', 'window_seconds', 'used_calls', 'waiting_calls'] as const;
  const help = {
    limit_calls: 'Calls per window that the bank is believed to allow',
    window_seconds: 'Length of the window of that limit',
    used_calls: 'Calls of all processes within the last window',
    waiting_calls: 'Calls of this process that wait for a place',
  };
  for (const name of names) {
    register.removeSingleMetric(`sluis_bank_budget_${name}`);
    const gauge = new Gauge({
      name: `sluis_bank_budget_${name}`,
      help: help[name],
      labelNames: ['endpoint'],
      async collect() {
        for (const lane of await budget.read()) {
          const values = {
            limit_calls: lane.calls,
            window_seconds: lane.windowMs / 1_000,
            used_calls: lane.used,
            waiting_calls: lane.waiting,
          };
          const value = values[name];
          if (value !== undefined) gauge.set({ endpoint: `${lane.method} ${lane.endpointTemplate}` }, value);
        }
      },
    });
  }
}

const taken = () =>
  metric(Counter, {
    name: 'sluis_bank_budget_taken_total',
    help: 'Calls that the budget let go',
    labelNames: ['endpoint', 'priority', 'source'],
  });

const refusals = () =>
  metric(Counter, {
    name: 'sluis_bank_budget_refused_total',
    help: 'Calls that the bank refused with 429; cut tells whether the believed limit was cut for it',
    labelNames: ['endpoint', 'cut'],
  });

const waits = () =>
  metric(Histogram, {
    name: 'sluis_bank_budget_wait_seconds',
    help: 'Wait for a place in the budget',
    labelNames: ['priority'],
    buckets: [0.01, 0.1, 0.5, 1, 3, 10, 30],
  });

const breakerState = () =>
  metric(Gauge, {
    name: 'sluis_bank_breaker_state',
    help: 'Breaker per class of endpoints: 0 closed, 1 half open, 2 open',
    labelNames: ['class'],
  });

import { z } from 'zod';
import { Refusal } from '../bank/refusal.js';

const budget = z.strictObject({ requests: z.number().int().positive(), seconds: z.number().positive() });
export const rateLimitsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** The figures of bunq's older documentation, which its error texts still quote. */
  GET: budget.default({ requests: 3, seconds: 3 }),
  POST: budget.default({ requests: 5, seconds: 3 }),
  PUT: budget.default({ requests: 2, seconds: 3 }),
  DELETE: budget.default({ requests: 2, seconds: 3 }),
  session_server: budget.default({ requests: 1, seconds: 30 }),
  /** Whether a call that was refused weighs on the budget too. */
  count_refused: z.boolean().default(false),
  /** Forget what was counted. Without it a change of figures is silent: the calls of the running window still weigh. */
  reset_counters: z.boolean().default(false),
});

type Settings = z.infer<typeof rateLimitsSchema>;

/** How many seconds of history one line of the counters covers. */
const periodSeconds = 1;
const periodsKept = 3600;

interface Bucket {
  ip: string;
  method: string;
  endpoint: string;
  /** When the calls of the latest window came; never longer than the budget. */
  recent: number[];
  allowed: number;
  refused: number;
  firstAt: number;
  lastAt: number;
  /** Calls per period, by the number of the period. */
  periods: Map<number, { allowed: number; refused: number }>;
}

/**
 * Calls per address, method and endpoint in a sliding window, on the clock of this machine: the bank's own may stand still. Off until
 * somebody switches it on, as a local stack has other things to test.
 */
export class RateLimits {
  settings: Settings = rateLimitsSchema.parse({ enabled: false });
  private buckets = new Map<string, Bucket>();

  configure(settings: Settings): void {
    const isSwitchedOn = settings.enabled && !this.settings.enabled;
    if (isSwitchedOn || settings.reset_counters) this.buckets = new Map();
    this.settings = settings;
  }

  /** @throws Refusal 429 */
  count(ip: string, method: string, endpoint: string): void {
    if (!this.settings.enabled) return;
    const { requests, seconds } = this.budgetOf(method, endpoint);
    const now = performance.now();
    const bucket = this.bucketFor({ ip, method, endpoint }, now);
    bucket.recent = bucket.recent.filter((at) => at > now - seconds * 1000);
    const isOver = bucket.recent.length >= requests;
    if (!isOver || this.settings.count_refused) bucket.recent.push(now);
    if (bucket.recent.length > requests) bucket.recent.shift();
    note(bucket, now, isOver);
    if (isOver) {
      const what = `a maximum of ${requests} calls per ${seconds} second to this endpoint`;
      throw new Refusal(429, `Too many requests. You can do ${what}.`);
    }
  }

  /** What was allowed and refused, and how much of the allowed rate was used between the first call and the last. */
  counters() {
    const endpoints = [...this.buckets.values()].map((bucket) => {
      const { requests, seconds } = this.budgetOf(bucket.method, bucket.endpoint);
      const spanSeconds = Math.max((bucket.lastAt - bucket.firstAt) / 1000, seconds);
      return {
        ip: bucket.ip,
        method: bucket.method,
        endpoint: bucket.endpoint,
        limit: { requests, seconds },
        allowed: bucket.allowed,
        refused: bucket.refused,
        span_seconds: spanSeconds,
        // The first window is free: a full one may be spent at the first instant.
        used_rate: bucket.allowed / (requests * (spanSeconds / seconds) + (spanSeconds > seconds ? requests : 0)),
        periods: [...bucket.periods].map(([period, counts]) => ({ second: period * periodSeconds, ...counts })),
      };
    });
    const [allowed, refused] = [sumOf(endpoints, 'allowed'), sumOf(endpoints, 'refused')];
    return { allowed, refused, refused_share: allowed + refused === 0 ? 0 : refused / (allowed + refused), endpoints };
  }

  private bucketFor(of: { ip: string; method: string; endpoint: string }, now: number): Bucket {
    const key = `${of.ip} ${of.method} ${of.endpoint}`;
    const known = this.buckets.get(key);
    if (known !== undefined) return known;
    const bucket = { ...of, recent: [], allowed: 0, refused: 0, firstAt: now, lastAt: now, periods: new Map() };
    this.buckets.set(key, bucket);
    return bucket;
  }

  private budgetOf(method: string, endpoint: string) {
    const { settings } = this;
    if (endpoint === '/v1/session-server') return settings.session_server;
    if (method === 'GET' || method === 'PUT' || method === 'DELETE') return settings[method];
    return settings.POST;
  }
}

function note(bucket: Bucket, now: number, isOver: boolean): void {
  const what = isOver ? 'refused' : 'allowed';
  const period = Math.floor(now / 1000 / periodSeconds);
  const counts = bucket.periods.get(period) ?? { allowed: 0, refused: 0 };
  counts[what] += 1;
  bucket[what] += 1;
  bucket.lastAt = now;
  bucket.periods.set(period, counts);
  if (bucket.periods.size > periodsKept) bucket.periods.delete(bucket.periods.keys().next().value ?? 0);
}

function sumOf<Name extends string>(rows: readonly Record<Name, number>[], name: Name): number {
  return rows.reduce((sum, row) => sum + row[name], 0);
}

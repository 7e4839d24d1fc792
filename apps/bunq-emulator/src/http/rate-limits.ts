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
});

type Settings = z.infer<typeof rateLimitsSchema>;

/** Calls per address and endpoint in a sliding window. Off until somebody switches it on: a local stack has other things to test. */
export class RateLimits {
  settings: Settings = rateLimitsSchema.parse({ enabled: false });
  private calls = new Map<string, number[]>();

  configure(settings: Settings): void {
    this.settings = settings;
    this.calls = new Map();
  }

  /** @throws Refusal 429 */
  count(ip: string, method: string, endpoint: string): void {
    if (!this.settings.enabled) return;
    const { requests, seconds } = this.budgetOf(method, endpoint);
    const key = `${ip} ${method} ${endpoint}`;
    const now = performance.now();
    const recent = (this.calls.get(key) ?? []).filter((at) => at > now - seconds * 1000);
    const isOver = recent.length >= requests;
    if (!isOver) recent.push(now);
    this.calls.set(key, recent);
    if (isOver) {
      const what = `a maximum of ${requests} calls per ${seconds} second to this endpoint`;
      throw new Refusal(429, `Too many requests. You can do ${what}.`);
    }
  }

  private budgetOf(method: string, endpoint: string) {
    const { settings } = this;
    if (endpoint === '/v1/session-server') return settings.session_server;
    if (method === 'GET' || method === 'PUT' || method === 'DELETE') return settings[method];
    return settings.POST;
  }
}

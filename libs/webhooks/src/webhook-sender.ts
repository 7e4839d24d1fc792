import { performance } from 'node:perf_hooks';
import type { OnModuleDestroy } from '@nestjs/common';
import { Agent, request } from 'undici';
import { failureOf, type DeliveryFailure } from './delivery-failure.js';
import { publicLookup, resolveByDns, type ResolveHost } from './host-resolver.js';
import { readBounded } from './response-excerpt.js';
import { retryAfterMs } from './retry-schedule.js';
import { checkedTarget } from './webhook-target.js';

export interface WebhookSenderSettings {
  allowPrivateTargets: boolean;
  deadlineMs?: number;
  resolveHost?: ResolveHost;
  /** Certificate authorities to trust instead of the system's. */
  ca?: string;
}

export interface WebhookAnswer {
  durationMs: number;
  /** Present once the receiver answered, whatever it answered. */
  status?: number;
  excerpt?: string;
  retryAfterMs?: number;
  /** Present when there was no answer. */
  failure?: DeliveryFailure;
}

/** Total time of one attempt, from the look-up of the host to the end of the answer. */
export const sendDeadlineMs = 15_000;
const connectionsPerOrigin = 8;

/** Posts to receivers we do not know: bounded in time and size, without redirects, and to the public internet only. */
export class WebhookSender implements OnModuleDestroy {
  private readonly agent: Agent;

  constructor(private readonly settings: WebhookSenderSettings) {
    const { allowPrivateTargets, resolveHost, ca } = settings;
    this.agent = new Agent({
      connections: connectionsPerOrigin,
      allowH2: false,
      connect: {
        timeout: 10_000,
        ca,
        // Without a look-up of ours the system's is used, which local development needs for its own names.
        ...(allowPrivateTargets ? {} : { lookup: publicLookup(resolveHost ?? resolveByDns) }),
      },
    });
  }

  /** Never throws: what went wrong is part of the answer. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<WebhookAnswer> {
    const startedAt = performance.now();
    const durationMs = () => Math.round(performance.now() - startedAt);
    try {
      // Checked again, because the socket asks no look-up about an address written in numbers.
      const target = checkedTarget(url, this.settings.allowPrivateTargets);
      const response = await request(target, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Sluis-Webhooks/1' },
        body,
        signal: AbortSignal.timeout(this.settings.deadlineMs ?? sendDeadlineMs),
      });
      const { 'retry-after': retryAfter } = response.headers;
      const excerpt = await readBounded(response.body);
      return {
        status: response.statusCode,
        excerpt,
        retryAfterMs: retryAfterMs(typeof retryAfter === 'string' ? retryAfter : undefined),
        durationMs: durationMs(),
      };
    } catch (error) {
      return { failure: failureOf(error), durationMs: durationMs() };
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.destroy();
  }
}

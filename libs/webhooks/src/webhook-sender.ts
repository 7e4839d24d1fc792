import { performance } from 'node:perf_hooks';
import type { OnModuleDestroy } from '@nestjs/common';
import { lookup } from 'node:dns';
import { Agent, buildConnector, request } from 'undici';
import { timedConnector, timedLookup, timingInto, type ConnectionTiming } from './connection-timing.js';
import { failureOf, type DeliveryFailure } from './delivery-failure.js';
import { publicLookup, resolveByDns, type ResolveHost } from './host-resolver.js';
import { readBounded } from './response-excerpt.js';
import { keptHeaders } from './response-headers.js';
import { retryAfterMs } from './retry-schedule.js';
import { checkedTarget } from './webhook-target.js';

export interface WebhookSenderSettings {
  allowPrivateTargets: boolean;
  deadlineMs?: number;
  resolveHost?: ResolveHost;
  /** Certificate authorities to trust instead of the system's. */
  ca?: string;
}

export interface WebhookAnswer extends ConnectionTiming {
  durationMs: number;
  /** Present once the receiver answered, whatever it answered. */
  status?: number;
  excerpt?: string;
  /** The few that are kept. */
  headers?: Record<string, string>;
  /** From the look-up of the host to the first byte of the answer. */
  firstByteMs?: number;
  retryAfterMs?: number;
  /** Present when there was no answer. */
  failure?: DeliveryFailure;
}

/** Total time of one attempt, from the look-up of the host to the end of the answer. */
export const sendDeadlineMs = 15_000;
const connectTimeoutMs = 10_000;
const connectionsPerOrigin = 8;

/** Posts to receivers we do not know: bounded in time and size, without redirects, and to the public internet only. */
export class WebhookSender implements OnModuleDestroy {
  private readonly agent: Agent;

  constructor(private readonly settings: WebhookSenderSettings) {
    const { allowPrivateTargets, resolveHost, ca } = settings;
    // The system's own look-up is for local development alone, which needs it for its own names.
    const look = allowPrivateTargets ? lookup : publicLookup(resolveHost ?? resolveByDns);
    this.agent = new Agent({
      connections: connectionsPerOrigin,
      connect: timedConnector(
        buildConnector({ timeout: connectTimeoutMs, allowH2: false, ca, lookup: timedLookup(look) }),
      ),
    });
  }

  /** Never throws: what went wrong is part of the answer. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<WebhookAnswer> {
    const startedAt = performance.now();
    const durationMs = () => Math.round(performance.now() - startedAt);
    const timing: ConnectionTiming = {};
    try {
      // Checked again, because the socket asks no look-up about an address written in numbers.
      const target = checkedTarget(url, this.settings.allowPrivateTargets);
      const response = await timingInto(timing, () =>
        request(target, {
          dispatcher: this.agent,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Sluis-Webhooks/1' },
          body,
          signal: AbortSignal.timeout(this.settings.deadlineMs ?? sendDeadlineMs),
        }),
      );
      const firstByteMs = durationMs();
      const { 'retry-after': retryAfter } = response.headers;
      const excerpt = await readBounded(response.body);
      return {
        status: response.statusCode,
        excerpt,
        headers: keptHeaders(response.headers),
        ...timing,
        firstByteMs,
        retryAfterMs: retryAfterMs(typeof retryAfter === 'string' ? retryAfter : undefined),
        durationMs: durationMs(),
      };
    } catch (error) {
      return { failure: failureOf(error), ...timing, durationMs: durationMs() };
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.destroy();
  }
}

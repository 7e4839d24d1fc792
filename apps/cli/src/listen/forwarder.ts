import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import type { PartnerEvent } from './follow-events.js';

/** As long as the platform itself waits for a receiver. */
const deadlineMs = 15_000;
const longestPauseMs = 2_000;

export type Outcome =
  | { status: number; duration_ms: number }
  /** It may have arrived: the receiver took the connection and did not answer. */
  | { failure: 'timeout' | 'connection_lost'; duration_ms: number };

interface ForwarderOptions {
  url: string;
  secret: string;
  signal: AbortSignal;
  /** Nobody listens at that address; it is tried again. Once, until somebody does. */
  onNobody(): void;
}

/** Hands events to a receiver as the platform's webhooks would: the same headers, the same signature. */
export class Forwarder {
  private readonly webhook: Webhook;
  private isNobodyThere = false;

  constructor(private readonly options: ForwarderOptions) {
    this.webhook = new Webhook(options.secret);
  }

  /**
   * Until it was taken: while nobody listens, as when the receiver starts again, the event waits. What was taken is not sent
   * twice, whatever the answer.
   */
  async forward(event: PartnerEvent): Promise<Outcome> {
    const body = JSON.stringify(event);
    for (let attempt = 1; ; attempt += 1) {
      const startedAt = performance.now();
      try {
        const status = await this.post(event.id, body);
        this.isNobodyThere = false;
        return { status, duration_ms: Math.round(performance.now() - startedAt) };
      } catch (error) {
        this.options.signal.throwIfAborted();
        if (!isNobody(error)) {
          const isTimeout = error instanceof Error && error.name === 'TimeoutError';
          const failure = isTimeout ? 'timeout' : 'connection_lost';
          return { failure, duration_ms: Math.round(performance.now() - startedAt) };
        }
      }
      if (!this.isNobodyThere) this.options.onNobody();
      this.isNobodyThere = true;
      await sleep(Math.min(longestPauseMs, 100 * attempt), undefined, { signal: this.options.signal });
    }
  }

  /** @returns the status; redirects are not followed: a receiver that leads elsewhere has not taken it */
  private async post(id: string, body: string): Promise<number> {
    // Signed at every attempt: receivers refuse a time that is long past.
    const at = new Date();
    // Not fetch, which refuses some ports that somebody's receiver may well have.
    const answer = await request(this.options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Sluis-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': this.webhook.sign(id, at, body),
      },
      body,
      signal: AbortSignal.any([this.options.signal, AbortSignal.timeout(deadlineMs)]),
    });
    await answer.body.dump();
    return answer.statusCode;
  }
}

/** No connection came to be, so nothing can have arrived. */
function isNobody(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(code);
}

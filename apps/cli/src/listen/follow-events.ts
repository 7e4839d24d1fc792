import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, ConnectionError, type Transport } from '@sluis/sdk';
import { z } from 'zod';
import { misuse } from '../partner/exit-codes.js';

const eventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  created_at: z.string(),
  resource_version: z.int(),
  data: z.looseObject({ id: z.string() }),
});
const pageSchema = z.object({
  data: z.array(eventSchema),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

/** What partners are told, in every field as it came. */
export type PartnerEvent = z.output<typeof eventSchema>;

/** Events are committed a moment after the time that they bear; looked back so much further, none is missed. */
const slackMs = 60_000;
const pauseMs = 1_000;
const longestPauseMs = 10_000;
const perPage = 100;

interface Follower {
  /** Ends it. */
  signal: AbortSignal;
  /** The API did not answer; it is asked again. Once, until it is back. */
  onAway?(reason: string): void;
  onBack?(): void;
}

/**
 * A partner's events in their order, as they come: each once, and none left out, because a cursor only moves on when its event was
 * taken, and nothing can appear among events that a cursor has passed.
 */
export class EventStream {
  private isAway = false;

  private constructor(
    private readonly api: Transport,
    /** The last event that was taken; undefined where there was none yet. */
    private cursor: string | undefined,
    private readonly notBefore: string,
    private readonly follower: Follower,
  ) {}

  /**
   * @param since an event (the one after it comes first), a time, or an age such as `15m`; left out, what happens from now on
   * @throws CommandError when it is none of these
   */
  static async open(api: Transport, since: string | undefined, follower: Follower): Promise<EventStream> {
    if (since?.startsWith('evt_')) return new EventStream(api, since, '', follower);
    const from = since === undefined ? undefined : timeIn(since);
    const cursor = await cursorBefore(api, from && new Date(from.getTime() - slackMs), follower.signal);
    return new EventStream(api, cursor, from?.toISOString() ?? '', follower);
  }

  /** Where to go on after this run. */
  get last(): string | undefined {
    return this.cursor;
  }

  /** Until the signal. An event counts as taken when the next one is asked for. */
  async *events(): AsyncGenerator<PartnerEvent, void, undefined> {
    for (;;) {
      const { events, isFull } = await this.further();
      for (const event of events) {
        if (event.created_at >= this.notBefore) yield event;
        this.cursor = event.id;
      }
      if (!isFull) await sleep(pauseMs, undefined, { signal: this.follower.signal });
    }
  }

  private async further(): Promise<{ events: PartnerEvent[]; isFull: boolean }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const events = this.cursor === undefined ? await this.all() : await this.after(this.cursor);
        if (this.isAway) this.follower.onBack?.();
        this.isAway = false;
        return { events, isFull: events.length >= perPage };
      } catch (error) {
        const waitMs = waitAfter(error, attempt);
        if (waitMs === undefined) throw error;
        if (!this.isAway) this.follower.onAway?.(error instanceof Error ? error.message : String(error));
        this.isAway = true;
        await sleep(waitMs, undefined, { signal: this.follower.signal });
      }
    }
  }

  private async after(cursor: string): Promise<PartnerEvent[]> {
    const { data } = await readPage(this.api, { before: cursor, limit: perPage }, this.follower.signal);
    return data.toReversed();
  }

  /** From the very first: there was none when this began. */
  private async all(): Promise<PartnerEvent[]> {
    const found: PartnerEvent[] = [];
    let after: string | null | undefined;
    do {
      const page = await readPage(this.api, { after: after ?? undefined, limit: perPage }, this.follower.signal);
      found.push(...page.data);
      after = page.next_cursor;
    } while (after !== null);
    return found.toReversed();
  }
}

async function readPage(
  api: Transport,
  query: { after?: string | undefined; before?: string; limit: number },
  signal: AbortSignal,
) {
  // Its waits are announced, so they are done here.
  const call = { method: 'GET', path: '/v1/events', query };
  return pageSchema.parse(await api.json(call, { signal, maxRetries: 0, timeoutMs: 15_000 }));
}

/** @returns the newest event, or the newest of before that time; undefined where there is none */
async function cursorBefore(api: Transport, time: Date | undefined, signal: AbortSignal): Promise<string | undefined> {
  const earliest = time?.toISOString();
  let after: string | undefined;
  for (;;) {
    const page = await readPage(api, { after, limit: earliest === undefined ? 1 : perPage }, signal);
    const found = page.data.find(({ created_at: at }) => earliest === undefined || at < earliest);
    if (found || page.next_cursor === null) return found?.id;
    after = page.next_cursor;
  }
}

/** @returns how long until it is worth asking again; undefined where it is not, as without a valid key */
function waitAfter(error: unknown, attempt: number): number | undefined {
  const isPassing = error instanceof ApiError ? error.status === 429 || error.status >= 500 : false;
  if (!isPassing && !(error instanceof ConnectionError)) return undefined;
  const own = Math.min(longestPauseMs, 250 * 2 ** Math.min(attempt, 10));
  return error instanceof ApiError ? Math.max(own, error.retryAfterMs ?? 0) : own;
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeIn(since: string): Date {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(since) ?? [];
  const time = count === undefined ? new Date(since) : new Date(Date.now() - Number(count) * (units[unit] ?? 0));
  if (Number.isNaN(time.getTime())) {
    throw misuse(`--since takes an event (evt_…), a time (2026-11-21T10:00:00Z) or an age (15m), not "${since}".`);
  }
  return time;
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from './database.js';

interface Bounds {
  /** How long a platform that is on time may take for anything here. */
  mostMs?: number;
  /** However late it is: work that stays due for ever is a difference, too. */
  longestMs?: number;
}

const patienceMs = 180_000;
const longestPatienceMs = 900_000;
/** Work that is due for longer waits for a machine that has no time for it. */
const lateAfterSeconds = 1;
const lookEveryMs = 1_000;

/**
 * For whoever waits for the platform. A busy machine is slow and not broken: only the time counts in which the platform is not
 * behind with its work, so that a run fails for a difference and not for the machine.
 */
export class Patience {
  private readonly startedAt = performance.now();
  private lookedAt = this.startedAt;
  private countedMs = 0;

  constructor(
    private readonly database: Database,
    private readonly bounds: Bounds = {},
  ) {}

  async isOver(): Promise<boolean> {
    const { mostMs = patienceMs, longestMs = longestPatienceMs } = this.bounds;
    const now = performance.now();
    if (now - this.startedAt > longestMs) return true;
    const sinceLookMs = now - this.lookedAt;
    if (sinceLookMs < lookEveryMs) return false;
    this.lookedAt = now;
    // Whoever could not even look every second was kept from it by the machine.
    if (!(await this.isLate())) this.countedMs += Math.min(sinceLookMs, 2 * lookEveryMs);
    return this.countedMs > mostMs;
  }

  private async isLate(): Promise<boolean> {
    const late = await this.database.rows(
      `SELECT 1 FROM outbox WHERE due_at < clock_timestamp() - make_interval(secs => $1) LIMIT 1`,
      [lateAfterSeconds],
    );
    return late.length > 0;
  }
}

/** As `until`, as long as there is reason to wait. */
export async function untilOnTime<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { database, everyMs = 50, ...bounds }: { database: Database; everyMs?: number } & Bounds,
): Promise<T> {
  const patience = new Patience(database, bounds);
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (await patience.isOver()) throw new Error(`waited in vain: ${what}`);
    await wait(everyMs);
  }
}

/** Calls again while nobody is there: the API may be starting anew. Only for what is safe to repeat. */
export async function patiently<T extends { status: number }>(call: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + longestPatienceMs;
  for (;;) {
    try {
      const answer = await call();
      if (answer.status !== 503 || performance.now() > giveUpAt) return answer;
    } catch (error) {
      // What fetch throws when there is no answer.
      if (!(error instanceof TypeError) || performance.now() > giveUpAt) throw error;
    }
    await wait(100);
  }
}

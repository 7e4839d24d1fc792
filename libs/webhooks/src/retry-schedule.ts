const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The first hours, tight enough for a receiver that restarts; then every eight hours, and after three days daily. */
const firstDelaysMs = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour];
const laterDelayMs = 8 * hour;
const dailyAfterMs = 72 * hour;
const giveUpAfterMs = 30 * day;
const longestRetryAfterMs = hour;

export interface FailedRound {
  /** Attempts made in this round, the failed one included. */
  attempts: number;
  /** Time since the round began. */
  elapsedMs: number;
  /** What the receiver asked for; counts up to one hour. */
  retryAfterMs?: number;
}

/**
 * When to try again after a failed attempt.
 *
 * @param random between 0 and 1; spreads receivers that failed together over ±20 %
 * @returns undefined when the delivery is dead
 */
export function nextDelayMs(
  { attempts, elapsedMs, retryAfterMs = 0 }: FailedRound,
  random = Math.random(),
): number | undefined {
  if (elapsedMs >= giveUpAfterMs) return undefined;
  const step = elapsedMs >= dailyAfterMs ? day : (firstDelaysMs[attempts - 1] ?? laterDelayMs);
  return Math.round(Math.max(step * (0.8 + 0.4 * random), Math.min(retryAfterMs, longestRetryAfterMs)));
}

/** Reads a `Retry-After` header: seconds or a date. Anything else is undefined. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * second;
  const at = Date.parse(header);
  // Date.parse reads far more than HTTP's dates: "-5" too.
  return Number.isNaN(at) || !header.endsWith(' GMT') ? undefined : Math.max(0, at - now);
}

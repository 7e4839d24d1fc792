/** How an attempt ended. */
export type Outcome =
  | { kind: 'answer'; status: number; headers: Headers; isRetryable: boolean | undefined }
  /** No answer, or none that can be read: it may have been carried out. */
  | { kind: 'silence' };

/** What intermediaries answer in passing, without a word of the platform's own. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
const firstWaitMs = 500;
const longestWaitMs = 8_000;

/**
 * Whether the very same request can work if it is sent again. The platform says so itself in `retryable`.
 *
 * @param isRepeatable a second time changes nothing more: a read, or a request with an idempotency key
 */
export function isWorthRetrying(outcome: Outcome, isRepeatable: boolean): boolean {
  if (outcome.kind === 'silence') return isRepeatable;
  const { status, isRetryable = passing.has(status) } = outcome;
  // At 429 nothing was done yet, so that it may be sent again whatever it is.
  return isRetryable && (isRepeatable || status === 429);
}

/**
 * How long to wait before the next attempt: twice as long each time, and no two callers alike, so that those who failed together
 * do not come back together. Never sooner than `Retry-After` asks.
 *
 * @param attempt the one that failed, from 1
 * @param chance 0 up to 1
 */
export function waitBeforeNextMs(outcome: Outcome, attempt: number, chance: number, nowMs: number): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  const own = ceiling / 2 + (ceiling / 2) * chance;
  const asked = outcome.kind === 'answer' ? retryAfterMs(outcome.headers, nowMs) : undefined;
  return asked === undefined ? own : asked + (firstWaitMs / 2) * chance;
}

/** @returns undefined without `Retry-After`; it is in seconds, or a date */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('Retry-After')?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

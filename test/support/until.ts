import { setTimeout as wait } from 'node:timers/promises';

/**
 * Looks again until there is something to see: often at first, then less often, for looking costs what is looked at its time.
 *
 * @param look returns undefined while there is nothing yet
 * @param everyMs between two looks; when left out a tenth of the time waited, 50 to 200 ms
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { withinMs = 60_000, everyMs }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const begunAt = performance.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const waitedMs = performance.now() - begunAt;
    if (waitedMs > withinMs) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await wait(everyMs ?? Math.min(Math.max(waitedMs / 10, 50), 200));
  }
}

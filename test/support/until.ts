import { setTimeout as wait } from 'node:timers/promises';

/**
 * Looks again until there is something to see.
 *
 * @param look returns undefined while there is nothing yet
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { withinMs = 60_000, everyMs = 50 } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > giveUpAt) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await wait(everyMs);
  }
}

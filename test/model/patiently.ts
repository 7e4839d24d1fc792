import { setTimeout as wait } from 'node:timers/promises';

/** Of everything here that waits: a busy machine is slow and not broken. */
export const patienceMs = 180_000;

/** Calls again while nobody is there: the API may be starting anew. Only for what is safe to repeat. */
export async function patiently<T extends { status: number }>(call: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
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

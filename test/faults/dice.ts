import { createHash } from 'node:crypto';

/** Numbers from 0 up to 1 that follow from the seed alone. */
export function diceOf(seed: string): () => number {
  let throws = 0;
  return () => {
    throws += 1;
    return createHash('sha256').update(`${seed}:${throws}`).digest().readUInt32BE() / 2 ** 32;
  };
}

import { randomFillSync } from 'node:crypto';

const poolLength = 8_192;
let pool: Buffer = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes from the same source as `randomBytes`, fetched many at a time: asking for a few costs more than making
 * them. No byte is given twice, and what was given is wiped from the pool.
 */
export function pooledRandomBytes(length: number): Buffer {
  if (used + length > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(poolLength, length)));
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

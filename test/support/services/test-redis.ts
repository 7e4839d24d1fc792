import { Redis } from 'ioredis';
import { inject } from 'vitest';

export interface TestRedis {
  /** Names a numbered database of the caller's own; empty. */
  url: string;
  /** Publish and subscribe cross the numbered databases, so names used there (Bull's too) need a prefix as well. */
  prefix: string;
}

// The server has 512 numbered databases, and number 0 holds the counter.
const databases = 511;

export async function createRedis(): Promise<TestRedis> {
  const url = new URL(inject('redisUrl'));
  const client = new Redis(url.href);
  try {
    const taken = await client.incr('test-databases-taken');
    const database = ((taken - 1) % databases) + 1;
    await client.select(database);
    await client.flushdb();
    url.pathname = `/${database}`;
    return { url: url.href, prefix: `test-${taken}` };
  } finally {
    client.disconnect();
  }
}

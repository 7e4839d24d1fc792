import { describe, expect, it } from 'vitest';
import { newId, timeOfId } from './ids.js';
import { pooledRandomBytes } from './random-pool.js';

describe('pooledRandomBytes', () => {
  it('never gives the same bytes twice, over many pools', () => {
    const seen = new Set(Array.from({ length: 5_000 }, () => pooledRandomBytes(12).toString('hex')));
    expect(seen.size).toBe(5_000);
  });

  it('gives as many as asked for, and what the caller does to them stays with the caller', () => {
    for (const length of [1, 12, 32, 10_000]) expect(pooledRandomBytes(length)).toHaveLength(length);
    const first = pooledRandomBytes(16);
    first.fill(0);
    expect(pooledRandomBytes(16).equals(first)).toBe(false);
  });
});

describe('newId', () => {
  it('makes ids that are different and in the order in which they were made', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('makes UUIDs of version 7 that carry their time', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeOfId(id).getTime()).toBeGreaterThanOrEqual(before);
    expect(timeOfId(id).getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });
});

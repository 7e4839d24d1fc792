import { Redis } from 'ioredis';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { createDatabase } from './test-database.js';
import { createRedis } from './test-redis.js';

describe('the services of a test run', () => {
  it('gives each file a database of its own', async () => {
    const databases = await Promise.all([createDatabase(), createDatabase()]);
    for (const { url } of databases) {
      const client = new Client(url);
      await client.connect();
      await client.query('create table only_here (id int)');
      await client.end();
    }
    await Promise.all(databases.map((database) => database.drop()));
    await expect(new Client(databases[0]?.url).connect()).rejects.toThrow('does not exist');
  });

  it('gives each file a Redis of its own', async () => {
    const [one, other] = await Promise.all([createRedis(), createRedis()]);
    const [client, stranger] = [new Redis(one.url), new Redis(other.url)];
    try {
      await client.set('key', 'value');
      expect(await stranger.get('key')).toBeNull();
      expect(one.prefix).not.toBe(other.prefix);
    } finally {
      client.disconnect();
      stranger.disconnect();
    }
  });
});

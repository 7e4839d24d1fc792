import { environmentOn, type PlatformEnvironment } from './environment-on.js';
import { createDatabase, type TestDatabase } from './services/test-database.js';
import { createRedis } from './services/test-redis.js';

export interface TestEnvironment extends Pick<PlatformEnvironment, 'variables' | 'canaries'> {
  database: TestDatabase;
  remove(): Promise<void>;
}

/** A whole environment as a deployment would set it, on a database and a Redis of its own, with waits cut short. */
export async function testEnvironment(
  emulatorUrl: string,
  publicUrl: string,
  overrides: Record<string, string> = {},
): Promise<TestEnvironment> {
  const [database, redis] = await Promise.all([createDatabase(), createRedis()]);
  const servers = { databaseUrl: database.serviceUrl, redisUrl: redis.url, redisPrefix: redis.prefix };
  const { variables, canaries, removeFiles } = await environmentOn(servers, emulatorUrl, publicUrl, overrides);
  return {
    database,
    canaries,
    variables,
    async remove() {
      removeFiles();
      await database.drop();
    },
  };
}

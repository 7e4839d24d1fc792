import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startPostgres, startRedis } from '@sluis/local-stack';
import type { TestProject } from 'vitest/node';
import { createTemplate } from './test-database.js';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/**
 * One throwaway PostgreSQL and Redis for the whole run; test files take their share with `createDatabase` and `createRedis`.
 *
 * @param migrate brings the empty template database, of which every test file gets a copy, to the current schema
 */
export function servicesSetup({ migrate }: { migrate?: (ownerUrl: string, serviceUrl: string) => Promise<void> } = {}) {
  return async function setup(project: TestProject): Promise<() => Promise<void>> {
    const folder = await mkdtemp(join(tmpdir(), 'sluis-test-'));
    const started: LocalServer[] = [];
    const tearDown = async (): Promise<void> => {
      await Promise.allSettled(started.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    };
    const starts = [
      startPostgres({ dataDir: join(folder, 'postgres'), throwaway: true, log: console.error }),
      startRedis({ dataDir: join(folder, 'redis'), throwaway: true, log: console.error }),
    ].map(async (starting) => {
      const server = await starting;
      started.push(server);
      return server.url;
    });
    try {
      const settled = await Promise.allSettled(starts);
      const failure = settled.find((result) => result.status === 'rejected');
      if (failure) throw failure.reason;
      const [postgresUrl = '', redisUrl = ''] = await Promise.all(starts);
      await createTemplate(postgresUrl, migrate);
      project.provide('postgresUrl', postgresUrl);
      project.provide('redisUrl', redisUrl);
    } catch (error) {
      await tearDown();
      throw error;
    }
    return tearDown;
  };
}

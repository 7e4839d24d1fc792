import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { identifyProcess } from './process-identity.js';
import { startRedis } from './redis.js';
import { stopAfterTest, temporaryFolder } from '../../../test/support/services/temporary-folder.js';

function connect(url: string): Redis {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

describe('startRedis', () => {
  it('never evicts, keeps what was written, and asks for its password', async () => {
    const dataDir = await temporaryFolder();
    const first = stopAfterTest(await startRedis({ dataDir }));
    const client = connect(first.url);
    await client.set('kept', 'yes');
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await expect(connect(first.url.replace(/:[^:@]+@/, '')).get('kept')).rejects.toThrow('NOAUTH');
    await first.stop();

    const second = stopAfterTest(await startRedis({ dataDir }));
    expect(await connect(second.url).get('kept')).toBe('yes');
  });

  it('leaves no process behind', async () => {
    const dataDir = await temporaryFolder();
    const server = stopAfterTest(await startRedis({ dataDir, throwaway: true }));
    const { pid } = z
      .object({ pid: z.number() })
      .parse(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')));
    expect(identifyProcess(pid)).toBeDefined();
    await server.stop();
    await server.exited;
    expect(identifyProcess(pid)).toBeUndefined();
  });

  it('starts empty, and says so, when its files cannot be read', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'appendonlydir'));
    await writeFile(join(dataDir, 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense');
    const said: string[] = [];
    const server = stopAfterTest(await startRedis({ dataDir, log: (message) => said.push(message) }));
    expect(said.join()).toContain('Redis could not read its files');
    expect(await connect(server.url).ping()).toBe('PONG');
  });
});

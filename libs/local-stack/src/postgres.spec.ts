import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { LocalStackError } from './local-stack.error.js';
import { startPostgres } from './postgres.js';
import { identifyProcess, isAlive } from './process-identity.js';
import { stopAfterTest, temporaryFolder } from '../../../test/support/services/temporary-folder.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function gone(pid: number): Promise<boolean> {
  const deadline = Date.now() + 8000;
  while (identifyProcess(pid) && Date.now() < deadline) await sleep(50);
  return identifyProcess(pid) === undefined;
}

/** Starts a database from a process of its own, which can be killed. */
async function startInOtherProcess(dataDir: string): Promise<{ pid: number; serverPid: number; kill(): void }> {
  const entry = JSON.stringify(join(import.meta.dirname, 'postgres.ts'));
  const code = `const { register } = await import('node:module');
    register('data:text/javascript,' + encodeURIComponent(\`export async function resolve(specifier, context, next) {
      return next(specifier.startsWith('.') && context.parentURL?.includes('/libs/') ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
    }\`));
    const { startPostgres } = await import(${entry});
    await startPostgres({ dataDir: process.argv[1], throwaway: true });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--experimental-transform-types', '-e', code, dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the other process ended before its database was ready')));
  });
  const identity = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'));
  return {
    pid: child.pid ?? 0,
    serverPid: z.object({ pid: z.number() }).parse(identity).pid,
    kill: () => void child.kill('SIGKILL'),
  };
}

describe('startPostgres', () => {
  it('keeps what was written from one start to the next, in a folder that others may not enter', async () => {
    const parent = await temporaryFolder();
    const dataDir = join(parent, 'postgres');
    const first = stopAfterTest(await startPostgres({ dataDir }));
    await query(first.url, 'create table kept (id int)');
    expect(await query(first.url, "select current_setting('fsync') || current_setting('data_checksums')")).toEqual([
      'onon',
    ]);
    expect(await query(first.url, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([false]);
    await first.stop();

    const second = stopAfterTest(await startPostgres({ dataDir }));
    expect(await query(second.url, 'select count(*)::int from kept')).toEqual([0]);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    await second.stop();
    const location = (await readFile(join(dataDir, 'location'), 'utf8').catch(() => '')).trim();
    if (location !== '') await rm(location, { recursive: true });
  });

  it('keeps its files in the folder itself when the database user may enter it', async () => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, 0o755);
    const server = stopAfterTest(await startPostgres({ dataDir, throwaway: true }));
    expect(await readdir(join(dataDir, 'data'))).toContain('PG_VERSION');
    await server.stop();
  });

  it('refuses a wrong password', async () => {
    const server = stopAfterTest(await startPostgres({ dataDir: await temporaryFolder(), throwaway: true }));
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('says in one sentence that a living stack uses the folder', async () => {
    const dataDir = await temporaryFolder();
    stopAfterTest(await startPostgres({ dataDir, throwaway: true }));
    await expect(startPostgres({ dataDir })).rejects.toThrow(/in use by another running stack \(process \d+\)/);
  });

  it('moves a half-made database aside and starts with an empty one', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'data'));
    await writeFile(join(dataDir, 'data', 'PG_VERSION'), '18\n');
    const said: string[] = [];
    stopAfterTest(await startPostgres({ dataDir, throwaway: true, log: (message) => said.push(message) }));
    expect(said.join('\n')).toContain('only half made; moved it to');
    expect((await readdir(dataDir)).some((name) => name.startsWith('data.incomplete-'))).toBe(true);
  });

  it('refuses the files of another major version by name', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'data', 'global'), { recursive: true });
    await writeFile(join(dataDir, 'data', 'PG_VERSION'), '15\n');
    await writeFile(join(dataDir, 'data', 'global', 'pg_control'), '');
    const refusal = await startPostgres({ dataDir, throwaway: true }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LocalStackError);
    expect(refusal).toMatchObject({ code: 'other_version', message: expect.stringContaining('PostgreSQL 15') });
  });

  it('is stopped, and removed where it was a throwaway, when the process that started it is killed', async () => {
    const dataDir = join(await temporaryFolder(), 'postgres');
    const other = await startInOtherProcess(dataDir);
    const elsewhere = (await readFile(join(dataDir, 'location'), 'utf8').catch(() => '')).trim();
    other.kill();
    expect(await gone(other.serverPid)).toBe(true);
    await vi.waitFor(() => expect(elsewhere !== '' && existsSync(elsewhere)).toBe(false), 3000);
  });

  it('clears the lock and the pid file that a killed stack left, whoever has that process number now', async () => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, 0o755);
    const server = stopAfterTest(await startPostgres({ dataDir, throwaway: true }));
    await server.stop();
    await writeFile(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    await writeFile(join(dataDir, 'data', 'postmaster.pid'), `${process.pid}\n`);
    const again = stopAfterTest(await startPostgres({ dataDir, throwaway: true }));
    expect(await query(again.url, 'select 1')).toEqual([1]);
  });

  it('ends a server that outlived both its stack and the watchdog', async () => {
    const dataDir = await temporaryFolder();
    const server = stopAfterTest(await startPostgres({ dataDir, throwaway: true }));
    const left = z.object({ pid: z.number() }).parse(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')));
    const identity = identifyProcess(left.pid);
    await rm(join(dataDir, 'lock'));
    const said: string[] = [];
    const next = stopAfterTest(await startPostgres({ dataDir, throwaway: true, log: (message) => said.push(message) }));
    expect(said).toContain('Ended a PostgreSQL that an earlier start left behind');
    expect(identity && isAlive(identity)).toBe(false);
    await next.stop();
    await server.stop();
  });
});

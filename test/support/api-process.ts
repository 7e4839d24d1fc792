import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { freePort } from '@sluis/local-stack';
import { until } from './until.js';

export interface ApiProcess {
  url: string;
  /** How it ended: the signal that ended it, or null when it ended by itself. */
  ended: Promise<NodeJS.Signals | null>;
  stop(): Promise<void>;
}

/** `npm test` has built already; a file that is run alone builds what is older than its source. */
export async function ensureBuilt(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/ensure-built.mjs']);
}

/** The built API as a process of its own, for tests in which one of several dies. */
export async function startApiProcess(
  variables: Record<string, string>,
  { failpoint }: { failpoint?: string } = {},
): Promise<ApiProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/api/src/main.js'], {
    env: { ...variables, API_PORT: String(port), ...(failpoint ? { FAILPOINT: failpoint } : {}) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = endOf(child);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await until(
      'an API process to be ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`the API process ended with ${child.exitCode}`);
        const answer = await fetch(`${url}/readyz`).catch(() => undefined);
        return answer?.ok ? true : undefined;
      },
      { withinMs: 60_000, everyMs: 100 },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ended, stop };
}

async function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  await once(child, 'exit');
  return child.signalCode;
}

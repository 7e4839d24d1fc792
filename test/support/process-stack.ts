import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from '@sluis/local-stack';
import { startStack, type Stack } from './stack.js';
import { until } from './until.js';

type App = 'api' | 'worker';

const root = resolve(import.meta.dirname, '../..');

/** A real process of the platform, started as a deployment would start it. */
export class AppProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly readyUrl: string,
  ) {
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString('utf8');
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  static async start(app: App, variables: Record<string, string>, failpoint?: string): Promise<AppProcess> {
    const portName = app === 'worker' ? 'WORKER_HEALTH_PORT' : 'API_PORT';
    const port = app === 'worker' ? String(await freePort()) : (variables['API_PORT'] ?? '');
    const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
      cwd: root,
      // Nothing of the test runner's own environment, which holds more than a deployment would.
      env: { PATH: process.env['PATH'], ...variables, [portName]: port, ...(failpoint && { FAILPOINT: failpoint }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new AppProcess(child, `http://127.0.0.1:${port}/healthz`);
    // A process with an armed failpoint may be gone before it was ever seen to be ready.
    if (failpoint === undefined) await started.ready();
    return started;
  }

  /** Everything it wrote so far. */
  get log(): string {
    return this.output;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** As a power cut: no chance to tidy up. */
  async kill9(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGKILL');
    await this.ended();
  }

  async stop(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGTERM');
    const overdue = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.ended();
    clearTimeout(overdue);
  }

  /** @returns the signal that ended it */
  async ended(withinMs = 30_000): Promise<NodeJS.Signals | null> {
    if (this.isAlive) await once(this.child, 'exit', { signal: AbortSignal.timeout(withinMs) });
    return this.child.signalCode;
  }

  private async ready(): Promise<void> {
    await until('a process to be ready', async () => {
      if (!this.isAlive) throw new Error(`the process ended at its start:\n${this.output}`);
      const answer = await fetch(this.readyUrl).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
  }
}

export interface ProcessStack extends Stack {
  /** @param failpoint where the process kills itself */
  startWorkerProcess(failpoint?: string, overrides?: Record<string, string>): Promise<AppProcess>;
  killProcesses(): Promise<void>;
  /** A second API beside the one in this process, on a port of its own. */
  startApiProcess(overrides?: Record<string, string>): Promise<AppProcess & { url: string }>;
}

/** The platform with its worker, and where wanted its API, as processes that can be killed. */
export async function startProcessStack(overrides: Record<string, string> = {}): Promise<ProcessStack> {
  const stack = await startStack({ withWorker: false, overrides });
  const processes: AppProcess[] = [];
  const start = async (app: App, variables: Record<string, string>, failpoint?: string): Promise<AppProcess> => {
    const started = await AppProcess.start(app, variables, failpoint);
    processes.push(started);
    return started;
  };
  return {
    ...stack,
    startWorkerProcess: (failpoint, more = {}) =>
      start('worker', { ...stack.environment.variables, ...more }, failpoint),
    async startApiProcess(more = {}) {
      const port = String(await freePort());
      const api = await start('api', { ...stack.environment.variables, API_PORT: port, ...more });
      return Object.assign(api, { url: `http://127.0.0.1:${port}` });
    },
    async killProcesses() {
      await Promise.all(processes.splice(0).map((started) => started.kill9()));
    },
    async stop() {
      await Promise.all(processes.map((started) => started.stop()));
      await stack.stop();
    },
  };
}

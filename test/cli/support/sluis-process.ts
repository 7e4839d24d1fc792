import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@sluis/local-stack';
import { until } from '../../support/until.js';

const projectFolder = resolve(import.meta.dirname, '../../..');
const entry = join(projectFolder, 'dist/apps/cli/src/main.js');
const portNames = [
  'API_PORT',
  'BUNQ_EMULATOR_PORT',
  'METRICS_PORT',
  'WORKER_HEALTH_PORT',
  'TEST_SHOP_PORT',
  'CONSOLE_PORT',
  'IDENTITY_PROVIDER_PORT',
  'DASHBOARD_PORT',
] as const;

export type StackEnvironment = Record<(typeof portNames)[number] | 'SLUIS_DATA_DIR', string>;

/** A data folder and ports of its own, so that a developer's running stack is not disturbed. */
export async function stackEnvironment(dataFolder: string): Promise<StackEnvironment> {
  const ports = new Set<string>();
  while (ports.size < portNames.length) ports.add(String(await freePort()));
  const [api = '', emulator = '', metrics = '', worker = '', shop = '', console = '', provider = '', dashboard = ''] =
    ports;
  return {
    SLUIS_DATA_DIR: dataFolder,
    API_PORT: api,
    BUNQ_EMULATOR_PORT: emulator,
    METRICS_PORT: metrics,
    WORKER_HEALTH_PORT: worker,
    TEST_SHOP_PORT: shop,
    CONSOLE_PORT: console,
    IDENTITY_PROVIDER_PORT: provider,
    DASHBOARD_PORT: dashboard,
  };
}

/** Nothing of the test's own environment, so that a DATABASE_URL of the developer changes nothing. */
function childEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment };
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one `sluis` command to its end. */
export async function runSluis(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Finished> {
  const child = spawn(process.execPath, [entry, ...args], { env: childEnvironment(environment), timeout: 60_000 });
  const output = collect(child);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ...output };
}

/** A command that goes on until it is told to stop. */
export class RunningSluis {
  private readonly child: ChildProcess;
  private readonly output: { stdout: string; stderr: string };
  private readonly exited: Promise<number | null>;

  constructor(environment: Readonly<Record<string, string>>, ...args: string[]) {
    this.child = spawn(process.execPath, [entry, ...args], { env: childEnvironment(environment) });
    this.output = collect(this.child);
    this.exited = new Promise((done) => this.child.once('close', done));
  }

  get stdout(): string {
    return this.output.stdout;
  }

  get stderr(): string {
    return this.output.stderr;
  }

  /** @returns the exit code; null when a signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}

/** `sluis up` as a process in a group of its own, as a terminal would start it. */
export class UpProcess {
  private readonly output: { stdout: string; stderr: string };
  private readonly exited: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    this.output = collect(child);
    this.exited = new Promise((done) => child.once('close', done));
  }

  static async start(environment: StackEnvironment): Promise<UpProcess> {
    const child = spawn(process.execPath, [entry, 'up'], { env: childEnvironment(environment), detached: true });
    const up = new UpProcess(child);
    try {
      await until('the stack to be ready', async () => {
        if (child.exitCode !== null) throw new Error('it ended');
        return (
          (existsSync(join(environment.SLUIS_DATA_DIR, 'local.json')) && up.stdout.includes('Ctrl-C')) || undefined
        );
      });
    } catch (cause) {
      up.signalGroup('SIGTERM');
      throw new Error(`sluis up did not start:\n${up.stdout}\n${up.output.stderr}`, { cause });
    }
    return up;
  }

  get stdout(): string {
    return this.output.stdout;
  }

  /** All processes that this one started, and those that they started. */
  async descendants(): Promise<number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const family = [this.pid];
    for (const parent of family) {
      for (const [pid, ppid] of rows) if (ppid === parent && pid !== undefined) family.push(pid);
    }
    return family.slice(1);
  }

  signalGroup(signal: NodeJS.Signals): void {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.pid, signal);
  }

  /** @returns the exit code; null when a signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.signalGroup(signal);
    return this.exited;
  }

  private get pid(): number {
    if (this.child.pid === undefined) throw new Error('sluis up was never started');
    return this.child.pid;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return output;
}

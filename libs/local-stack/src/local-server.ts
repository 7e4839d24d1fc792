import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { LocalStackError } from './local-stack.error.js';
import {
  endProcess,
  identifyProcess,
  isAlive,
  type ProcessIdentity,
  processIdentitySchema,
} from './process-identity.js';
import { guardProcess } from './watchdog.js';

/** Tells the user, in one short sentence, what takes time or was repaired. */
export type Progress = (message: string) => void;

/** A database server of the stack. */
export interface LocalServer {
  url: string;
  /** Settles when the server process ends, asked for or not. */
  exited: Promise<void>;
  /** Ends it in an orderly way, by force if it lingers; calling again is harmless. */
  stop(): Promise<void>;
}

export type StopSignals = readonly { signal: NodeJS.Signals; waitMs: number }[];

export interface ServerCommand {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  account?: { uid: number; gid: number };
  /** Output goes to a file, not a pipe: a server must not stumble over a parent that died. */
  logFile: string;
  /** Where the process is remembered, so that the next start can end it if it was left behind. */
  identityFile: string;
  stopSignals: StopSignals;
}

export interface ServerProcess {
  pid: number;
  exited: Promise<void>;
  hasExited(): boolean;
  /** How it ended: `killed by SIGKILL`, `with exit code 1`; undefined while it runs. */
  howItEnded(): string | undefined;
  stop(): Promise<void>;
}

const largestLogBytes = 10 * 1024 * 1024;

/** Starts a long-running program in a session of its own, under the eye of the watchdog. */
export async function launchServer(server: ServerCommand): Promise<ServerProcess> {
  if ((statSync(server.logFile, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) truncateSync(server.logFile);
  const log = openSync(server.logFile, 'a', 0o600);
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    env: server.env ?? {},
    ...server.account,
    // A session of its own, so that Ctrl-C in the terminal reaches the stack first and the database last.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await spawned(child);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${server.command} has no process number`);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [firstSignal] = server.stopSignals;
  const guard = guardProcess(pid, firstSignal?.signal ?? 'SIGTERM');
  const identity = identifyProcess(pid);
  if (identity) await writeFile(server.identityFile, JSON.stringify(identity), { mode: 0o600 });
  return {
    pid,
    exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    howItEnded: () => {
      if (child.signalCode !== null) return `killed by ${child.signalCode}`;
      return child.exitCode === null ? undefined : `with exit code ${child.exitCode}`;
    },
    async stop() {
      if (identity) await endProcess(identity, server.stopSignals);
      guard.release();
      await rm(server.identityFile, { force: true });
    },
  };
}

/** Ends a server that a killed stack left running. Call only while holding the folder's lock. */
export async function endLeftover(identityFile: string, stopSignals: StopSignals): Promise<boolean> {
  const identity = await readIdentity(identityFile);
  if (!identity || !isAlive(identity)) return false;
  await endProcess(identity, stopSignals);
  return true;
}

export function didNotStart(what: string, logFile: string, cause?: unknown): LocalStackError {
  const lastLines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  return new LocalStackError('did_not_start', `${what} did not start. Its last words, from ${logFile}:\n${lastLines}`, {
    cause,
  });
}

async function readIdentity(identityFile: string): Promise<ProcessIdentity | undefined> {
  try {
    return processIdentitySchema.parse(JSON.parse(await readFile(identityFile, 'utf8')));
  } catch {
    return undefined; // Never written, or cut short: nothing we could safely end.
  }
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

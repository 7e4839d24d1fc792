import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface Guard {
  release(): void;
}

let watchdog: ChildProcess | undefined;

/** Sees to it that process `pid` gets `signal`, and SIGKILL five seconds later, should this process die without stopping it. */
export function guardProcess(pid: number, signal: NodeJS.Signals): Guard {
  order('guard', String(pid), signal);
  return { release: () => order('release', String(pid)) };
}

/** Sees to it that a throwaway folder is removed even when this process is killed. */
export function guardFolder(folder: string): Guard {
  order('remove', folder);
  return { release: () => order('keep', folder) };
}

function order(...words: string[]): void {
  watchdog ??= startWatchdog();
  watchdog.stdin?.write(`${words.join('\t')}\n`);
}

function startWatchdog(): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./watchdog-process.${extension}`, import.meta.url));
  const child = spawn(process.execPath, [script], {
    // A session of its own: a signal sent to our whole group must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  });
  child.once('exit', () => {
    if (watchdog === child) watchdog = undefined;
  });
  child.once('error', () => undefined); // Without a watchdog the stack still works; the next start clears what was left.
  child.stdin?.on('error', () => undefined); // It was killed: same.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

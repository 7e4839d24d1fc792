import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Process numbers are used again; together with its start time a number means one process only. */
export const processIdentitySchema = z.object({ pid: z.int().positive(), startedAt: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** @returns undefined when no such process lives; one that ended but was not yet collected by its parent counts as gone */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const seen = process.platform === 'linux' ? readLinuxProcess(pid) : readProcessWithPs(pid);
  if (!seen || seen.state.startsWith('Z') || seen.state.startsWith('X')) return undefined;
  return { pid, startedAt: seen.startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line, for telling a server of ours from a stranger who got the same number. */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return ''; // The process ended while we looked.
  }
}

/** Sends each signal in turn, waiting its time for the process to end before sending the next; the last is SIGKILL. */
export async function endProcess(
  identity: ProcessIdentity,
  signals: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<void> {
  for (const { signal, waitMs } of [...signals, { signal: 'SIGKILL' as const, waitMs: 2000 }]) {
    if (!isAlive(identity)) return;
    sendSignal(identity.pid, signal);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline && isAlive(identity)) await sleep(20);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function readLinuxProcess(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return undefined; // No such process.
  }
}

function readProcessWithPs(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    const [state = '', ...started] = line.trim().split(/\s+/);
    return { state, startedAt: started.join(' ') };
  } catch {
    return undefined; // ps ends with 1 when there is no such process.
  }
}

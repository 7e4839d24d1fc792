// Runs as a process of its own and outlives a parent killed with SIGKILL. Orders come as lines on standard input; the
// pipe closes when the parent ends, however it ends, and then everything still guarded is stopped. It imports nothing of
// ours, so that Node runs this very file both compiled and as source.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const signalOfPid = new Map<number, string>();
const folders = new Set<string>();

function send(pid: number, signal: string | number): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

// A terminal's Ctrl-C or hang-up is for the parent to answer; the watchdog ends when the parent has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [order, subject = '', signal = 'SIGTERM'] = line.split('\t');
  if (order === 'guard') signalOfPid.set(Number(subject), signal);
  if (order === 'release') signalOfPid.delete(Number(subject));
  if (order === 'remove') folders.add(subject);
  if (order === 'keep') folders.delete(subject);
}

for (const [pid, signal] of signalOfPid) send(pid, signal);
const deadline = Date.now() + 5000;
const anyAlive = () => [...signalOfPid.keys()].some((pid) => send(pid, 0));
while (anyAlive() && Date.now() < deadline) await sleep(50);
for (const pid of signalOfPid.keys()) send(pid, 'SIGKILL');
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
process.exit(0);

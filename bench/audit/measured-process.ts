import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Measured {
  seconds: number;
  /** Of the machine's cores, by the program; PostgreSQL's is not in it. */
  cpuSeconds: number;
  /** The most memory it ever had, as the kernel counts. */
  peakMb: number;
  stdout: string;
}

/** Runs `sluis` as it is installed, and watches it. */
export async function runMeasured(variables: Record<string, string>, ...args: string[]): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [peakMb, cpuSeconds] = [0, 0];
  const watching = setInterval(() => {
    peakMb = statusOf(child.pid, 'VmHWM') ?? peakMb;
    cpuSeconds = cpuOf(child.pid) ?? cpuSeconds;
  }, 50);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const [code] = await once(child, 'close');
  clearInterval(watching);
  const seconds = (performance.now() - startedAt) / 1000;
  const stdout = Buffer.concat(parts).toString('utf8');
  if (code !== 0) throw new Error(`sluis ${args.join(' ')} ended with ${code}: ${stdout}`);
  return { seconds, cpuSeconds, peakMb, stdout };
}

function statusOf(pid: number | undefined, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`))?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}

/** With all its threads. */
function cpuOf(pid: number | undefined): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? undefined : (Number(fields[11]) + Number(fields[12])) / 100;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in ticks, of which there are a hundred in a second on every machine that Node.js runs on. */
const msPerTick = 10;

/**
 * What a process and its children have used of the machine's cores so far, in milliseconds. Unlike time on the clock it does
 * not depend on who else works on the machine.
 *
 * @returns NaN where there is no `/proc`
 */
export function cpuMsOf(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN;
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(name));
  let ms = 0;
  for (const one of processes) {
    if (one.pid === pid || one.parent === pid) ms += one.ticks * msPerTick;
    // Of children that have ended.
    if (one.pid === pid) ms += one.ticksOfEnded * msPerTick;
  }
  return ms;
}

function readStat(name: string): { pid: number; parent: number; ticks: number; ticksOfEnded: number }[] {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const number = (index: number) => Number(fields[index]);
    return [
      { pid: Number(name), parent: number(1), ticks: number(11) + number(12), ticksOfEnded: number(13) + number(14) },
    ];
  } catch {
    return []; // It ended while we looked.
  }
}

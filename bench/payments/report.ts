import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { median, type CpuMs, type Round } from './load.js';
import type { BenchOptions } from './options.js';

interface Figures {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** What one call took of the machine's cores. */
  cpuMs: CpuMs;
}

export interface Comparison {
  workload: string;
  size: number;
  platform: Figures;
  bare: Figures;
  /** Platform over bare program: throughput, and the 99th percentile. */
  throughputRatio: number;
  p99Ratio: number;
}

export interface BenchResult {
  options: BenchOptions;
  startedAt: Date;
  databaseGb: number;
  comparisons: Comparison[];
}

const resultsFile = 'bench/results/payments.json';
const page = 'docs/benchmarks.md';
const [begin, finish] = ['<!-- payments: written by npm run bench -->', '<!-- payments: end -->'];

/** Of each program the median round. */
export function compare(workload: string, size: number, platformRounds: Round[], bareRounds: Round[]): Comparison {
  const platform = figuresOf(platformRounds);
  const bare = figuresOf(bareRounds);
  return {
    workload,
    size,
    platform,
    bare,
    throughputRatio: rounded(platform.perSecond / bare.perSecond),
    p99Ratio: rounded(platform.p99Ms / bare.p99Ms),
  };
}

function figuresOf(rounds: Round[]): Figures {
  const of = (figure: (round: Round) => number) => rounded(median(rounds.map(figure)));
  return {
    perSecond: Math.round(of(({ perSecond }) => perSecond)),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    cpuMs: { program: of(({ cpuMs }) => cpuMs.program), postgres: of(({ cpuMs }) => cpuMs.postgres) },
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The figures as JSON, and as the table of the page. */
export async function writeReport(result: BenchResult): Promise<void> {
  await mkdir('bench/results', { recursive: true });
  // Where the database is kept is of one machine, and measures nothing.
  const { data: _, ...options } = result.options;
  await writeFile(resultsFile, `${JSON.stringify({ machine: machine(), ...result, options }, null, 2)}\n`);
  const text = await readFile(page, 'utf8');
  const [before] = text.split(begin);
  const after = text.split(finish)[1];
  const section = `${begin}\n\n${table(result)}\n\n${finish}`;
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for the table`);
  await writeFile(page, `${before}${section}${after}`);
  console.log(table(result));
}

function table({ options, startedAt, databaseGb, comparisons }: BenchResult): string {
  const { concurrency, rounds, roundSeconds, poolSize } = options;
  const rows = comparisons.map(({ workload, size, platform, bare, throughputRatio, p99Ratio }) =>
    [
      workload,
      size.toLocaleString('en'),
      `${platform.perSecond}`,
      `${bare.perSecond}`,
      throughputRatio.toFixed(2),
      platform.p50Ms.toFixed(1),
      bare.p50Ms.toFixed(1),
      platform.p99Ms.toFixed(1),
      bare.p99Ms.toFixed(1),
      p99Ratio.toFixed(2),
      cpuOf(platform),
      cpuOf(bare),
    ].join(' | '),
  );
  return [
    `Measured on ${startedAt.toISOString().slice(0, 10)}: ${machine()}, load ${Math.round(loadavg()[0] ?? 0)}; ${concurrency} callers, ${rounds} rounds of ${roundSeconds} s each in turn, ${poolSize} database connections, median round. The database had grown to ${databaseGb.toFixed(1)} GB.`,
    '',
    '| work | payments stored | platform /s | bare /s | ratio | platform p50 ms | bare p50 ms | platform p99 ms | bare p99 ms | ratio of p99 | platform CPU ms | bare CPU ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** The program's share and PostgreSQL's, of one call. */
function cpuOf({ cpuMs: { program, postgres } }: Figures): string {
  return `${program.toFixed(2)} + ${postgres.toFixed(2)}`;
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 1e9)} GB`;
}

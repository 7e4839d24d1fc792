import { Pool } from 'undici';

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Round {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  calls: number;
  /** What one call took of the machine's cores. */
  cpuMs: CpuMs;
}

export interface CpuMs {
  program: number;
  postgres: number;
}

export interface LoadOptions {
  concurrency: number;
  seconds: number;
  /** No more than so many calls. */
  count?: number;
  makeCall: () => Call;
  /** What was used so far. */
  cpuMs: () => CpuMs;
}

/** As many callers as `concurrency`, each sending its next call when it has the answer to the last, for some seconds. */
export async function callFor(
  url: string,
  { concurrency, seconds, count = Infinity, makeCall, cpuMs }: LoadOptions,
): Promise<Round> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const latencies: number[] = [];
  const before = cpuMs();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let begun = 0;
  const caller = async () => {
    while (performance.now() < endsAt && begun < count) {
      begun += 1;
      const call = makeCall();
      const sentAt = performance.now();
      const { statusCode, body } = await pool.request(call);
      await body.arrayBuffer();
      if (statusCode >= 300) throw new Error(`${call.method} ${call.path} answered ${statusCode}`);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const tookMs = performance.now() - startedAt;
  const after = cpuMs();
  await pool.close();
  const calls = latencies.length;
  return {
    ...percentiles(latencies),
    perSecond: (calls / tookMs) * 1_000,
    calls,
    cpuMs: {
      program: (after.program - before.program) / calls,
      postgres: (after.postgres - before.postgres) / calls,
    },
  };
}

export function percentiles(times: number[]): { p50Ms: number; p99Ms: number } {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

export function median(values: number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

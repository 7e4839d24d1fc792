import { cpuMsOf } from './payments/cpu.js';
import { benchOptions } from './payments/options.js';
import { BenchStack } from './payments/bench-stack.js';
import { createCall, getCall, listCall, type Stored } from './payments/calls.js';
import { fill, settle } from './payments/fill.js';
import { callFor, type Call, type Round } from './payments/load.js';
import { measureWebhooks } from './payments/measure-webhooks.js';
import { compare, writeReport, type Comparison } from './payments/report.js';

/**
 * The platform against a bare program that writes the same rows, on the same machine at the same concurrency, in rounds
 * taken in turn, while the tables grow.
 */
const options = benchOptions();
const { concurrency, roundSeconds: seconds, rounds } = options;
const startedAt = new Date();
const warmUpSeconds = 6;
const stack = await BenchStack.start(options.poolSize);
const note = (text: string) => console.error(`${new Date().toISOString()} ${text}`);

/** Payments all over the year, to read. */
async function storedSample(): Promise<Stored[]> {
  const rows = await stack.query<{ id: string; partner_id: string }>(
    `SELECT id, partner_id FROM payments WHERE bunq_object_id IS NOT NULL AND random() < least(1, 20000.0 / $1)`,
    [Number((await stack.query<{ n: string }>('SELECT count(*) AS n FROM payments'))[0]?.n)],
  );
  return rows.flatMap(({ id, partner_id: partnerId }) => {
    const partner = stack.partners.find((one) => one.id === partnerId);
    return partner ? [{ id, partner }] : [];
  });
}

try {
  const platform = await stack.startApi(options.apiArguments);
  const bare = await stack.startBareProgram();
  const postgresPid = await stack.postgresPid();
  const comparisons: Comparison[] = [];
  let loaded = 0;
  for (const size of options.sizes) {
    note(`loading up to ${size.toLocaleString('en')} payments`);
    await fill(
      stack.superuserUrl,
      stack.partners.map(({ id }) => id),
      loaded,
      size,
    );
    loaded = size;
    await settle(stack.superuserUrl);
    const stored = await storedSample();
    const workloads: [string, (program: 'platform' | 'bare') => Call][] = [
      ['create', () => createCall(stack.partners)],
      ['get', (program) => getCall(program, stored)],
      ['list', (program) => listCall(program, stored)],
    ];
    for (const [workload, makeCall] of workloads) {
      if (!options.work.includes(workload)) continue;
      const platformRounds: Round[] = [];
      const bareRounds: Round[] = [];
      const one = (name: 'platform' | 'bare', duration: number) => {
        const program = name === 'bare' ? bare : platform;
        return callFor(program.url, {
          concurrency,
          seconds: duration,
          makeCall: () => makeCall(name),
          cpuMs: () => ({ program: cpuMsOf(program.pid), postgres: cpuMsOf(postgresPid) }),
        });
      };
      // Both have their code compiled and their statements prepared before anything counts.
      await one('platform', warmUpSeconds);
      await one('bare', warmUpSeconds);
      for (let round = 0; round < rounds; round += 1) {
        bareRounds.push(await one('bare', seconds));
        platformRounds.push(await one('platform', seconds));
      }
      const comparison = compare(workload, size, platformRounds, bareRounds);
      comparisons.push(comparison);
      note(JSON.stringify(comparison));
    }
    if (!options.work.includes('webhook')) continue;
    const told = compare(
      'webhook',
      size,
      [await measureWebhooks(stack, 'platform', platform, seconds)],
      [await measureWebhooks(stack, 'bare', platform, seconds)],
    );
    comparisons.push(told);
    note(JSON.stringify(told));
  }
  const [disk] = await stack.query<{ gb: number }>(`SELECT pg_database_size(current_database())::float8 / 1e9 AS gb`);
  await writeReport({ options, startedAt, databaseGb: disk?.gb ?? 0, comparisons });
} finally {
  await stack.stop();
}
process.exit(0);

import { cpuMsOf } from './payments/cpu.js';
import { benchOptions } from './payments/options.js';
import { loadKept } from './payments/bench-postgres.js';
import { BenchStack, type Program } from './payments/bench-stack.js';
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
const { concurrency, roundSeconds: seconds, rounds, data } = options;
const startedAt = new Date();
const warmUpSeconds = 6;
const note = (text: string) => console.error(`${new Date().toISOString()} ${text}`);
const comparisons: Comparison[] = [];
let databaseGb = 0;

/** Payments all over the year, to read. */
async function storedSample(stack: BenchStack, size: number): Promise<Stored[]> {
  // Counting them all would take longer than reading some.
  const rows = await stack.query<{ id: string; partner_id: string }>(
    `SELECT id, partner_id FROM payments
     WHERE rail = 'psp_draft' AND bunq_object_id = ANY (SELECT floor(random() * $1)::bigint FROM generate_series(1, 20000))`,
    [size],
  );
  return rows.flatMap(({ id, partner_id: partnerId }) => {
    const partner = stack.partners.find((one) => one.id === partnerId);
    return partner ? [{ id, partner }] : [];
  });
}

/** @param kept the folder of a database that is kept */
async function measure(sizes: number[], kept?: string): Promise<void> {
  const stack = await BenchStack.start(options.poolSize, kept);
  try {
    const platform = await stack.startApi(options.apiArguments);
    const bare = await stack.startBareProgram();
    for (const size of sizes) {
      note(`loading up to ${size.toLocaleString('en')} payments`);
      await fill(
        stack.superuserUrl,
        stack.partners.map(({ id }) => id),
        size,
        note,
      );
      await settle(stack.superuserUrl);
      await measureSize(stack, platform, bare, size);
    }
    const [disk] = await stack.query<{ gb: number }>(`SELECT pg_database_size(current_database())::float8 / 1e9 AS gb`);
    databaseGb = disk?.gb ?? 0;
  } finally {
    await stack.stop();
  }
}

async function measureSize(stack: BenchStack, platform: Program, bare: Program, size: number): Promise<void> {
  const postgresPid = await stack.postgresPid();
  const stored = await storedSample(stack, size);
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
    tell(compare(workload, size, platformRounds, bareRounds));
  }
  if (!options.work.includes('webhook')) return;
  const toldByPlatform = await measureWebhooks(stack, 'platform', platform, seconds);
  const toldByBare = await measureWebhooks(stack, 'bare', platform, seconds);
  tell(compare('webhook', size, [toldByPlatform], [toldByBare]));
}

function tell(comparison: Comparison): void {
  comparisons.push(comparison);
  note(JSON.stringify(comparison));
}

const [largest = 0] = options.sizes.slice(-1);
if (data) await loadKept(data, largest, note);
if (!options.loadOnly) {
  const others = data ? options.sizes.slice(0, -1) : options.sizes;
  if (others.length > 0) await measure(others);
  if (data) await measure([largest], data);
  await writeReport({ options, startedAt, databaseGb, comparisons });
}
process.exit(0);

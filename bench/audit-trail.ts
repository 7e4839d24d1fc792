import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SealingKey, SealRecords } from '@sluis/audit';
import { dataSourceOptions, Transactions } from '@sluis/persistence';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { runMeasured, type Measured } from './audit/measured-process.js';
import { measureLag } from './audit/sealing-lag.js';
import { BenchStack } from './payments/bench-stack.js';
import { asSuperuser } from './payments/bench-postgres.js';

/** What sealing and verifying cost as the trail grows, by the programs that are installed. */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100000,500000,1000000' },
    'lag-seconds': { type: 'string', default: '60' },
  },
  args: process.argv.slice(3),
});
const sizes = values.sizes.split(',').map(Number);
const recordsPerSecond = 500;

const stack = await BenchStack.start(4);
const folder = join(stack.folder, 'audit');
await mkdir(folder);
const seed = randomBytes(32);
const key = SealingKey.of(seed);
const variables = { ...stack.variables, AUDIT_SEALING_KEY: seed.toString('base64'), WORKER_HEALTH_PORT: '0' };
const publicKey = join(folder, 'seal.pem');
await writeFile(publicKey, key.publicKeyPem);
const databaseUrl = stack.variables['DATABASE_URL'] ?? '';
const db = await new DataSource(
  dataSourceOptions({ databaseUrl: asSuperuser(databaseUrl), poolSize: 4, applicationName: 'bench' }),
).initialize();
try {
  const rows: Row[] = [];
  let written = 0;
  for (const size of sizes) {
    await fill(db, size - written);
    const sealedPerSecond = await seal(db, size - written);
    await db.query('VACUUM (ANALYZE) audit_records, audit_leaves, audit_nodes, audit_heads');
    written = size;
    const online = await runMeasured(variables, 'audit', 'verify', '--json');
    expectWhole(online, size);
    const file = join(folder, `trail-${size}.jsonl.gz`);
    const exported = await runMeasured(variables, 'audit', 'export', '--to', file, '--json');
    const offline = await runMeasured({}, 'audit', 'verify', '--json', '--export', file, '--public-key', publicKey);
    expectWhole(offline, size);
    const exportMb = Math.round((await stat(file)).size / 1e6);
    await rm(file);
    rows.push({ size, sealedPerSecond, online, exported, offline, exportMb, load: Number(loadavg()[0]?.toFixed(1)) });
    console.log(`| ${cells(rows.at(-1)).join(' | ')} |`);
  }
  const lagSeconds = Number(values['lag-seconds']);
  const lag =
    lagSeconds > 0 ? await measureLag(databaseUrl, variables, { seconds: lagSeconds, recordsPerSecond }) : undefined;
  console.log({ ...lag, load: loadavg()[0] });
  await mkdir('bench/results', { recursive: true });
  const machine = `${cpus().length} × ${cpus()[0]?.model}`;
  const figures = rows.map(({ online, exported, offline, ...row }) => ({
    ...row,
    online: figuresOf(online),
    exported: figuresOf(exported),
    offline: figuresOf(offline),
  }));
  const result = { machine, startedAt: new Date(), figures, lag };
  await writeFile('bench/results/audit-trail.json', `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await db.destroy();
  await stack.stop();
}

interface Row {
  size: number;
  sealedPerSecond: number;
  online: Measured;
  exported: Measured;
  offline: Measured;
  exportMb: number;
  load: number;
}

function cells(row: Row | undefined): (string | number)[] {
  if (!row) return [];
  const { size, sealedPerSecond, online, exported, offline, exportMb, load } = row;
  return [
    size.toLocaleString('en'),
    sealedPerSecond.toLocaleString('en'),
    `${online.seconds.toFixed(1)} s`,
    `${online.cpuSeconds.toFixed(1)} s`,
    `${online.peakMb} MB`,
    `${exported.seconds.toFixed(1)} s`,
    `${exportMb} MB`,
    `${offline.seconds.toFixed(1)} s`,
    `${offline.peakMb} MB`,
    load,
  ];
}

function figuresOf({ seconds, cpuSeconds, peakMb }: Measured) {
  return { seconds: Number(seconds.toFixed(1)), cpuSeconds, peakMb };
}

function expectWhole({ stdout }: Measured, size: number): void {
  z.object({ holds: z.literal(true), records: z.literal(size), unsealed: z.literal(0) }).parse(JSON.parse(stdout));
}

async function seal(source: DataSource, count: number): Promise<number> {
  const startedAt = performance.now();
  const sealing = new SealRecords(new Transactions(source), key);
  for (let isFull = true; isFull;) ({ isFull } = await sealing.run());
  return Math.round((count / (performance.now() - startedAt)) * 1000);
}

/** Records such as a payment leaves behind, over the monthly parts of the table. */
async function fill(source: DataSource, count: number): Promise<void> {
  const perStatement = 10_000;
  for (let left = count; left > 0; left -= perStatement) {
    await source.query(
      `INSERT INTO audit_records (id, recorded_at, partner_id, actor_type, action, subject_type, subject_id, outcome, cause, details)
       SELECT uuidv7($2::integer * interval '31 days'), now() - interval '200 days' + $2::integer * interval '31 days', gen_random_uuid(),
         'bank', 'payment.executed', 'payment', 'pay_' || md5(n::text), 'done', 'accepted',
         jsonb_build_object('version', n % 7, 'rail', 'psp_draft', 'bank_status', 'ACCEPTED', 'bunq_object_id', n)
       FROM generate_series(1, $1::integer) AS n`,
      [Math.min(left, perStatement), Math.floor(left / perStatement) % 4],
    );
  }
}

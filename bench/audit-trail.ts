import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SealingKey, SealRecords, verifyDatabase } from '@sluis/audit';
import { startPostgres } from '@sluis/local-stack';
import { dataSourceOptions, migrate, Transactions } from '@sluis/persistence';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';

/** What sealing and verifying cost, as the trail grows. */
const sizes = (process.env['SIZES'] ?? '100000,500000,1000000').split(',').map(Number);

const folder = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
const postgres = await startPostgres({ dataDir: folder, throwaway: true });
try {
  await migrate(postgres.url);
  const db = await new DataSource(
    dataSourceOptions({ databaseUrl: postgres.url, poolSize: 4, applicationName: 'bench' }),
  ).initialize();
  const transactions = new Transactions(db);
  const key = SealingKey.of(randomBytes(32));
  console.log('records | seal, records/s | verify, s | verify, records/s | peak memory, MB');
  let written = 0;
  for (const size of sizes) {
    await fill(db, size - written);
    const newRecords = size - written;
    written = size;
    const sealedAt = performance.now();
    for (let isFull = true; isFull;) ({ isFull } = await new SealRecords(transactions, key).run());
    const sealSeconds = (performance.now() - sealedAt) / 1000;
    const verifiedAt = performance.now();
    let peak = 0;
    const { findings, records } = await verifyDatabase(transactions, new Map([[key.id, key.publicKeyPem]]), {
      progress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
    });
    const seconds = (performance.now() - verifiedAt) / 1000;
    if (findings.length > 0 || records !== size) throw new Error(`${findings.length} findings, ${records} records`);
    const figures = [size, Math.round(newRecords / sealSeconds), seconds.toFixed(1), Math.round(size / seconds)];
    console.log([...figures, Math.round(peak / 1e6)].join(' | '));
  }
  await db.destroy();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Records such as a payment leaves behind, a hundred to a transaction. */
async function fill(db: DataSource, count: number): Promise<void> {
  const perStatement = 10_000;
  for (let left = count; left > 0; left -= perStatement) {
    await db.query(
      `INSERT INTO audit_records (id, partner_id, actor_type, action, subject_type, subject_id, outcome, cause, details)
       SELECT uuidv7(), gen_random_uuid(), 'bank', 'payment.executed', 'payment', 'pay_' || md5(n::text), 'done', 'accepted',
         jsonb_build_object('version', n % 7, 'rail', 'psp_draft', 'bank_status', 'ACCEPTED', 'bunq_object_id', n)
       FROM generate_series(1, $1::integer) AS n`,
      [Math.min(left, perStatement)],
    );
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { platformSession } from '@sluis/persistence';
import { Client, Pool } from 'pg';
import { until } from '../../test/support/until.js';

export interface LagFigures {
  seconds: number;
  recordsPerSecond: number;
  p50: number;
  p95: number;
  most: number;
  samples: number;
}

const perTransaction = 5;
const sampleMs = 100;

/**
 * How long records wait for their seal while a real worker seals and others write at a steady rate. The age of the oldest
 * record without one is asked ten times a second.
 */
export async function measureLag(
  databaseUrl: string,
  variables: Record<string, string>,
  { seconds, recordsPerSecond }: { seconds: number; recordsPerSecond: number },
): Promise<LagFigures> {
  const worker = spawn(process.execPath, ['dist/apps/worker/src/main.js'], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const asker = new Client({ connectionString: databaseUrl, options: platformSession });
  await asker.connect();
  const writers = new Pool({ connectionString: databaseUrl, options: platformSession, max: 8 });
  try {
    await writers.query(insert, [1]);
    await until('the worker to seal', async () => ((await lagOf(asker)) === 0 ? true : undefined));
    const ages: number[] = [];
    const startedAt = performance.now();
    const elapsed = () => (performance.now() - startedAt) / 1000;
    let written = 0;
    const write = async () => {
      while (elapsed() < seconds) {
        if (written >= elapsed() * recordsPerSecond) await setTimeout(2);
        else {
          written += perTransaction;
          await writers.query(insert, [perTransaction]);
        }
      }
    };
    const ask = async () => {
      while (elapsed() < seconds) {
        ages.push(await lagOf(asker));
        await setTimeout(sampleMs);
      }
    };
    await Promise.all([...Array.from({ length: 8 }, write), ask()]);
    const sorted = ages.toSorted((one, other) => one - other);
    const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2));
    return {
      seconds,
      recordsPerSecond: Math.round(written / elapsed()),
      p50: at(0.5),
      p95: at(0.95),
      most: at(1),
      samples: ages.length,
    };
  } finally {
    // It may be reading the whole trail for other reasons; nothing is lost with it.
    worker.kill('SIGKILL');
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
    await writers.end();
    await asker.end();
  }
}

async function lagOf(asker: Client): Promise<number> {
  const head = await asker.query<{ sealed: string }>(
    `SELECT last_xact_id::text AS sealed FROM audit_heads ORDER BY number DESC LIMIT 1`,
  );
  const { rows } = await asker.query<{ seconds: number | null }>(
    `SELECT extract(epoch FROM clock_timestamp() - min(recorded_at))::float8 AS seconds FROM audit_records
     WHERE xact_id > $1::xid8`,
    [head.rows[0]?.sealed ?? '0'],
  );
  return rows[0]?.seconds ?? 0;
}

const insert = `
  INSERT INTO audit_records (id, partner_id, actor_type, action, subject_type, subject_id, outcome, cause, details)
  SELECT uuidv7(), gen_random_uuid(), 'bank', 'payment.executed', 'payment', 'pay_' || md5(n::text), 'done', 'accepted',
    jsonb_build_object('version', n, 'rail', 'psp_draft', 'bank_status', 'ACCEPTED', 'bunq_object_id', n)
  FROM generate_series(1, $1::integer) AS n`;

import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listTransactions, type TransactionFilter } from '@sluis/accounts';
import { startPostgres } from '@sluis/local-stack';
import { applicationRole, dataSourceOptions, migrate, newId, platformSession } from '@sluis/persistence';
import { DataSource, type EntityManager } from 'typeorm';

/** What a page of 100 transactions costs at the database, per filter, as the account grows. */
const sizes = [10_000, 100_000, 1_000_000];
const repetitions = 15;
const otherAccounts = 200;
const dayMs = 86_400_000;
const now = Date.now();

const filters: Record<string, Partial<TransactionFilter>> = {
  'newest page': {},
  'page in the middle, by cursor': { after: { bookedAt: new Date(now - 900 * dayMs), bunqPaymentId: 1 } },
  'from and to, one month of years ago': {
    from: new Date(now - 1_000 * dayMs),
    until: new Date(now - 970 * dayMs),
  },
  'one amount': { amountMin: -1_234n, amountMax: -1_234n },
  'amounts, common': { amountMin: -5_000n, amountMax: -1_000n },
  'amounts, rare': { amountMin: 900_000n, amountMax: 999_999n },
  'amounts, none': { amountMin: 5_000_000n },
  'counterparty by IBAN': { counterparty: { iban: 'NL7' } },
  'counterparty by part of a name, rare': { counterparty: { namePart: 'zeldzaam' } },
  'counterparty by part of a name, common': { counterparty: { namePart: 'winkel' } },
  'counterparty by part of a name, none': { counterparty: { namePart: 'bestaat niet' } },
  'card payments': { cardOnly: true },
  'card payments of a name in a range of amounts': {
    cardOnly: true,
    counterparty: { namePart: 'winkel' },
    amountMin: -20_000n,
    amountMax: -100n,
  },
};

/** Rows like those of one account over five years; one in ten by card, few others often and many others seldom. */
async function fill(db: DataSource, partnerId: string, feedId: string, from: number, to: number): Promise<void> {
  const others = Math.min(20_000, Math.max(500, to / 20));
  await db.query(
    `INSERT INTO transaction_counterparties (partner_id, feed_id, id, name, iban)
     SELECT $1, $2::uuid, md5($2::uuid::text || n)::uuid, (ARRAY['Winkel', 'Bakkerij', 'Garage', 'Stichting'])[1 + n % 4] || ' ' || left(md5(n::text), 8),
            'NL' || n FROM generate_series(1, $3::integer) AS n ON CONFLICT DO NOTHING`,
    [partnerId, feedId, others],
  );
  await db.query(
    `INSERT INTO transaction_counterparties (partner_id, feed_id, id, name, iban) VALUES ($1, $2::uuid, md5($2::uuid::text || '0')::uuid, 'Zeldzaam Orgel', 'NL0')
     ON CONFLICT DO NOTHING`,
    [partnerId, feedId],
  );
  await db.query(
    `INSERT INTO account_transactions (partner_id, feed_id, booked_at, bunq_payment_id, amount_minor, currency, kind, counterparty_id,
       remittance_information, balance_after_minor, card_use)
     SELECT $1, $2::uuid, $6::timestamptz - random() * interval '5 years', n,
       CASE WHEN n % 997 = 0 THEN 900000 + n % 99999 WHEN n % 9 = 0 THEN 250000 ELSE -(random() * random() * 50000)::bigint - 1 END,
       'EUR', CASE WHEN n % 10 = 0 THEN 'card' ELSE 'credit_transfer' END,
       md5($2::uuid::text || CASE WHEN n % 3333 = 0 THEN 0 ELSE 1 + floor(power(random(), 3) * ($5::integer - 1))::integer END)::uuid,
       'Order ' || n, 100000, CASE WHEN n % 10 = 0 THEN 'purchase' END
     FROM generate_series($3::integer, $4::integer) AS n`,
    [partnerId, feedId, from, to, others, new Date(now)],
  );
}

/** Adds up what the database itself spends on every statement of a call. */
function measuring(db: DataSource): { manager: EntityManager; spentMs: () => number } {
  let spent = 0;
  const manager = new Proxy(db.manager, {
    get(target, name, receiver): unknown {
      if (name !== 'query') return Reflect.get(target, name, receiver);
      return async (sql: string, parameters: unknown[]) => {
        const [row] = await db.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`, parameters);
        const [plan] = row['QUERY PLAN'];
        spent += plan['Planning Time'] + plan['Execution Time'];
        return db.query(sql, parameters);
      };
    },
  });
  return { manager, spentMs: () => spent };
}

async function medianMs(
  db: DataSource,
  key: { partnerId: string; feedId: string },
  filter: Partial<TransactionFilter>,
) {
  const times: number[] = [];
  let rows = 0;
  for (let run = 0; run < repetitions; run += 1) {
    const { manager, spentMs } = measuring(db);
    const page = await listTransactions(manager, key, { limit: 100, ...filter });
    rows = page.items.length;
    times.push(spentMs());
  }
  times.sort((left, right) => left - right);
  return { ms: Number((times[Math.floor(repetitions / 2)] ?? 0).toFixed(2)), rows };
}

const dataDir = await mkdtemp(join(tmpdir(), 'sluis-bench-'));
const postgres = await startPostgres({ dataDir, throwaway: true });
try {
  await migrate(postgres.url);
  // Loading takes longer than any statement of the platform may.
  const db = new DataSource({
    ...dataSourceOptions({ databaseUrl: postgres.url, poolSize: 1, applicationName: 'bench' }),
    // Without the time limits of a process: filling takes longer than any of its statements may.
    extra: { options: platformSession },
  });
  await db.initialize();
  const key = { partnerId: newId(), feedId: newId() };
  // Other accounts of the same and of other partners share the tables.
  for (let other = 0; other < otherAccounts; other += 1)
    await fill(db, other % 2 === 0 ? key.partnerId : newId(), newId(), 1, 1_000);
  const results: Record<string, Record<string, { ms: number; rows: number }>> = {};
  const loadMs: Record<string, number> = {};
  let stored = 0;
  for (const size of sizes) {
    const startedAt = performance.now();
    await fill(db, key.partnerId, key.feedId, stored + 1, size);
    await db.query('VACUUM ANALYZE account_transactions');
    await db.query('VACUUM ANALYZE transaction_counterparties');
    loadMs[size] = Math.round(performance.now() - startedAt);
    stored = size;
    // Read as the platform reads for a partner, under row-level security; loaded as the owner of the tables.
    await db.query(`SELECT set_config('sluis.partner_id', $1, false)`, [key.partnerId]);
    await db.query(`SET ROLE ${applicationRole}`);
    for (const [name, filter] of Object.entries(filters))
      (results[name] ??= {})[size] = await medianMs(db, key, filter);
    await db.query(`RESET ROLE`);
    await db.query(`SELECT set_config('sluis.partner_id', '', false)`);
  }
  const [bytes] = await db.query(`SELECT pg_total_relation_size('account_transactions')::float8 / 1e6 AS mb`);
  await db.destroy();
  console.log(JSON.stringify({ sizes, otherAccounts, repetitions, loadMs, tableMb: Math.round(bytes.mb), results }));
  console.log(`| filter | ${sizes.map((size) => `${size.toLocaleString('en')} stored`).join(' | ')} | rows |`);
  console.log(`| --- | ${sizes.map(() => '---:').join(' | ')} | ---: |`);
  for (const [name, bySize] of Object.entries(results)) {
    const cells = sizes.map((size) => `${bySize[size]?.ms} ms`);
    console.log(`| ${name} | ${cells.join(' | ')} | ${bySize[sizes.at(-1) ?? 0]?.rows} |`);
  }
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

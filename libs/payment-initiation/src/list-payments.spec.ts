import { applicationRole, firstIdAt, newId, platformSession } from '@sluis/persistence';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDatabase, type TestDatabase } from '../../../test/support/services/test-database.js';
import { until } from '../../../test/support/until.js';
import { listStatement, type PaymentFilter } from './list-payments.js';

const payments = 20_000;
const firstAt = new Date('2026-01-01T00:00:00Z').getTime();
const apartMs = 1_000;

let database: TestDatabase;
let client: Client;
const partnerId = newId();

/** One payment a second, of two partners in turn, with the statuses that a year leaves behind. */
beforeAll(async () => {
  database = await createDatabase();
  client = new Client({ connectionString: database.url, options: platformSession });
  client.on('error', () => undefined);
  await client.connect();
  // A commit that is not flushed stays invisible to what marks pages as visible.
  await client.query('SET synchronous_commit = on');
  const partnerIds = [partnerId, newId()];
  await client.query(`INSERT INTO partners (id, name) SELECT id, 'Partner' FROM unnest($1::uuid[]) AS id`, [
    partnerIds,
  ]);
  await client.query(
    `INSERT INTO payments (partner_id, id, rail, status, amount_minor, currency, creditor_name, creditor_iban,
       remittance_information, reference, redirect_uri, link_token_hash, expires_at, created_at, updated_at)
     SELECT ($1::uuid[])[1 + n % 2], (lpad(to_hex($2::bigint + n * $3::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
       'psp_draft', CASE WHEN n % 50 = 0 THEN 'in_review' WHEN n % 10 = 0 THEN 'rejected' ELSE 'executed' END, 1250, 'EUR',
       'Koffie & Zo', 'NL27BUNQ2060000025', 'Order ' || n, 'order-' || n / 40, 'https://shop.example/return',
       sha256(n::text::bytea), t, t, t
     FROM (SELECT n, to_timestamp(($2::bigint + n * $3::bigint) / 1000.0) AS t FROM generate_series(1, $4::integer) AS n) made`,
    [partnerIds, firstAt, apartMs, payments * 2],
  );
  // As autovacuum leaves it: only then does an index alone know what is visible.
  await until('every page to be known as visible', async () => {
    await client.query('VACUUM (ANALYZE) payments');
    const { rows } = await client.query(
      `SELECT 1 FROM pg_class WHERE oid = 'payments'::regclass AND relallvisible = relpages`,
    );
    return rows.length > 0 ? true : undefined;
  });
  // From here on as the platform reads on behalf of a partner.
  await client.query(`SET sluis.partner_id = '${partnerId}'`);
  await client.query(`SET ROLE ${applicationRole}`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string | undefined;
  'Heap Fetches'?: number | undefined;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[] | undefined;
}
const planSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Index Name': z.string().optional(),
    'Heap Fetches': z.number().optional(),
    'Shared Hit Blocks': z.number(),
    'Shared Read Blocks': z.number(),
    Plans: z.array(planSchema).optional(),
  }),
);

async function explain(filter: PaymentFilter): Promise<{ nodes: PlanNode[]; blocks: number }> {
  const { text, values } = listStatement('row.*', partnerId, filter);
  const { rows } = await client.query({
    text: `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
    values,
    rowMode: 'array',
  });
  const [[[{ Plan: plan }]]] = z.tuple([z.tuple([z.tuple([z.object({ Plan: planSchema })])])]).parse(rows);
  return { nodes: flat(plan), blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
}

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];

const at = (share: number) => new Date(firstAt + share * payments * 2 * apartMs);
const middle = firstIdAt(at(0.5));

const filters: [string, Omit<PaymentFilter, 'limit'>, string][] = [
  ['nothing', {}, 'payments_pk'],
  ['a cursor in the middle', { after: middle }, 'payments_pk'],
  ['a cursor in the middle, forwards', { before: middle }, 'payments_pk'],
  ['a time', { createdFrom: at(0.4), createdUntil: at(0.6) }, 'payments_pk'],
  ['a status', { status: 'in_review' }, 'payments_status'],
  ['a status, far back', { status: 'executed', after: firstIdAt(at(0.1)) }, 'payments_status'],
  ['a status within a time', { status: 'rejected', createdFrom: at(0.4), createdUntil: at(0.6) }, 'payments_status'],
  ['a reference', { reference: 'order-77' }, 'payments_reference'],
  ['a reference and a status', { reference: 'order-77', status: 'executed' }, 'payments_reference'],
  ['a reference that nobody used', { reference: 'order-none' }, 'payments_reference'],
];

describe('a page of payments', () => {
  it.each(filters)('by %s is chosen from an index alone, without sorting', async (_, filter, index) => {
    const { nodes } = await explain({ limit: 25, ...filter });
    const choosing = nodes.filter((node) => node['Node Type'] === 'Index Only Scan');
    expect(choosing.map((node) => [node['Index Name'], node['Heap Fetches']])).toEqual([[index, 0]]);
    const shown = nodes.filter((node) => node['Node Type'] === 'Index Scan').map((node) => node['Index Name']);
    // Each by its id, whichever of the two unique ones the planner takes.
    expect(shown).toEqual([expect.stringMatching(/^payments_(pk|id)$/)]);
    expect(nodes.map((node) => node['Node Type']).filter((type) => /Seq Scan|Sort|Bitmap/.test(type))).toEqual([]);
  });

  it('costs the same at the beginning, in the middle and at the end', async () => {
    for (const status of [undefined, 'executed'] as const) {
      const costs: number[] = [];
      for (const share of [0.99, 0.5, 0.01])
        costs.push((await explain({ limit: 25, after: firstIdAt(at(share)), ...(status ? { status } : {}) })).blocks);
      expect(Math.max(...costs)).toBeLessThan(Math.min(...costs) * 1.3);
    }
  });

  it('holds what was made at the first moment of its time and not at the last', async () => {
    const { text, values } = listStatement('row.id, row.created_at', partnerId, {
      limit: 100,
      createdFrom: at(0.5),
      createdUntil: at(0.501),
    });
    const { rows } = await client.query<{ created_at: Date }>(text, values);
    const times = rows.map((row) => row.created_at.getTime());
    expect(times).toHaveLength((payments * 2 * 0.001) / 2);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(at(0.5).getTime());
    expect(Math.max(...times)).toBeLessThan(at(0.501).getTime());
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureBuilt } from '../support/api-process.js';
import { createOperator } from '../support/operators.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let live: Stack;
let sql: Sql;

beforeAll(async () => {
  await ensureBuilt();
  live = await startStack({ withWorker: false, overrides: { PLATFORM_MODE: 'live' } });
  sql = await Sql.open(live.environment.database.url);
}, 180_000);

afterAll(async () => {
  await sql.close();
  await live.stop();
});

it('a partner of a live platform goes live, and is allowed more, by two operators; one stops it', async () => {
  const [anna, bram] = [await createOperator(live, 'desk-1'), await createOperator(live, 'desk-2')];
  const run = async (token: string | undefined, ...words: string[]) => {
    const variables = { ...live.environment.variables, ...(token && { SLUIS_OPERATOR_TOKEN: token }) };
    const { code, stdout, stderr } = await sluis(variables, ...words, '--json');
    return { code, stderr, said: code === 0 ? z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)) : {} };
  };
  const name = randomUUID();
  const created = await run(undefined, 'partner', 'create', '--name', name, '--redirect-uri', 'https://shop.example/');
  expect(created.said).toMatchObject({ status: 'pending' });
  const partner = String(created.said['partner_id']);
  const statusNow = () => sql.value(`SELECT status FROM partners WHERE name = $1`, [name]);

  const goLive = ['partner', 'go-live', '--partner', partner, '--reason', 'licence seen'];
  expect(await run(undefined, ...goLive)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('SLUIS_OPERATOR_TOKEN'),
  });
  const change = String((await run(anna.token, ...goLive)).said['change']);
  expect(change).toMatch(/^chg_/);
  const approve = ['change', 'approve', '--change', change, '--reason', 'seen too'];
  expect(await run(anna.token, ...approve)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Somebody else'),
  });
  expect(await statusNow()).toBe('pending');
  expect((await run(bram.token, ...approve)).code).toBe(0);
  expect(await statusNow()).toBe('active');

  const limit = ['partner', 'limit', '--partner', partner, '--reason', 'contract', '--per-day'];
  expect((await run(anna.token, ...limit, '100.00')).said).toMatchObject({ per_day: { limit: { value: '100.00' } } });
  expect((await run(anna.token, ...limit, '200.00')).said).toMatchObject({ change: expect.stringMatching(/^chg_/) });
  expect(await sql.value(`SELECT max(per_day_minor)::int FROM spending_rules`)).toBe(10_000);

  expect((await run(anna.token, 'partner', 'suspend', '--partner', partner, '--reason', 'a leak')).code).toBe(0);
  expect(await statusNow()).toBe('suspended');
}, 120_000);

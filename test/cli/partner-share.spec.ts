import { toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

it('sluis partner share sets and shows a share, with its reason on record, and refuses what is none', async () => {
  const { partnerId } = await stack.createPartner();
  const share = (...more: string[]) =>
    sluis(
      stack.environment.variables,
      'partner',
      'share',
      '--partner',
      toPublicId('partner', partnerId),
      '--json',
      ...more,
    );
  const shown = async () => JSON.parse((await share()).stdout) as unknown;
  expect(await shown()).toMatchObject({ share: '1' });
  expect(await share('--share', '3', '--reason', 'contract of May')).toMatchObject({ code: 0 });
  expect(await shown()).toMatchObject({ share: '3' });
  expect(await sql.value('SELECT bank_share FROM partners WHERE id = $1', [partnerId])).toBe(3);
  const [record] = await sql.rows(
    `SELECT actor_type, details FROM audit_records WHERE partner_id = $1 AND action = 'partner.bank_share_set'`,
    [partnerId],
  );
  expect(record).toMatchObject({ details: { before: 1, share: 3, reason: 'contract of May' } });
  for (const wrong of ['0', '101', '1.5', 'much'])
    expect(await share('--share', wrong, '--reason', 'a test')).toMatchObject({ code: 1 });
  expect(await share('--share', '4')).toMatchObject({ code: 1, stderr: expect.stringMatching(/--reason/) as string });
  expect(await shown()).toMatchObject({ share: '3' });
}, 120_000);

it('sluis partner requests sets, shows and takes back a figure, with its reason on record', async () => {
  const { partnerId } = await stack.createPartner();
  const requests = (...more: string[]) =>
    sluis(
      stack.environment.variables,
      'partner',
      'requests',
      '--partner',
      toPublicId('partner', partnerId),
      '--json',
      ...more,
    );
  const shown = async () => JSON.parse((await requests()).stdout) as unknown;
  expect(await shown()).toMatchObject({ per_minute: 'default' });
  expect(await requests('--per-minute', '12000', '--reason', 'sale')).toMatchObject({ code: 0 });
  expect(await shown()).toMatchObject({ per_minute: '12000' });
  for (const wrong of ['0', '1000001', '1.5', 'much'])
    expect(await requests('--per-minute', wrong, '--reason', 'a test')).toMatchObject({ code: 1 });
  expect(await requests('--per-minute', '4')).toMatchObject({ code: 1, stderr: expect.stringMatching(/--reason/) });
  expect(await requests('--per-minute', 'default', '--reason', 'over')).toMatchObject({ code: 0 });
  const details = await sql.rows(
    `SELECT details FROM audit_records WHERE partner_id = $1 AND action = 'partner.request_limit_set' ORDER BY id`,
    [partnerId],
  );
  expect(details.map(({ details: of }) => of)).toEqual([
    { before: null, per_minute: 12000, reason: 'sale' },
    { before: 12000, per_minute: null, reason: 'over' },
  ]);
}, 120_000);

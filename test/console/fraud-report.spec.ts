import { FraudReports, parseHalfYear } from '@sluis/compliance';
import type { StaffIdentity } from '@sluis/staff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import type { StaffBrowser } from '../support/staff-browser.js';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let paymentId: string;
let staff: StaffIdentity;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true });
  const payer = await stack.bank.createUser('Willemijn Visser');
  const shop = await stack.bank.createUser('Koffie & Zo');
  paymentId = await executedPayment(stack, payer, shop);
  await executedPayment(stack, payer, shop);
  await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
  compliance = await stack.signIn('local-compliance');
  const [member] = await stack.sql.rows<{ id: string; name: string }>(`SELECT id, name FROM staff_members`);
  if (!member) throw new Error('nobody signed in');
  staff = { ...member, roles: ['compliance'], expiresAt: new Date(Date.now() + 3_600_000) };
});

afterAll(() => stack.stop());

const halfOf = (date: Date) => `${date.getUTCFullYear()}-H${date.getUTCMonth() < 6 ? 1 : 2}`;
const cell = z.object({
  row: z.string(),
  area: z.string(),
  transactions: z.number(),
  value: z.string(),
  fraudulent: z.number(),
  fraudulent_value: z.string(),
});
const reportSchema = z.object({
  id: z.string(),
  figures: z.looseObject({ rows: z.array(cell), drawn_from: z.looseObject({ findings: z.number() }) }),
});
type Cells = z.output<typeof reportSchema>['figures']['rows'];

/** Payments of today are in no half-year that staff may ask for: this asks behind the console's door. */
async function make(period = halfOf(new Date()), home = 'NL') {
  const half = parseHalfYear(period);
  if (!half) throw new Error('no half-year');
  return reportSchema.parse(await stack.console.get(FraudReports, { strict: false }).make(staff, half, home));
}

const filled = (rows: Cells) =>
  rows
    .filter(({ transactions, fraudulent }) => transactions > 0 || fraudulent > 0)
    .map(({ row, area, ...figures }) => `${row} ${area} ${Object.values(figures).join(' ')}`);

it('counts what was executed in the half-year, and what holds of it as fraud', async () => {
  const before = await make();
  const whole = (area: string, figures: string) =>
    ['8', '8.1', '8.1.1', '8.3.1'].map((row) => `${row} ${area} ${figures}`);
  expect(filled(before.figures.rows)).toEqual(whole('domestic', '2 25.00 0 0.00'));

  const finding = {
    after: 0,
    finding: 'unauthorised',
    loss_bearer: 'payer',
    fraud: '12.00',
    lost: '10.00',
    recovered: '2.00',
    found_on: new Date().toISOString().slice(0, 10),
    reason: 'fraud',
    case_reference: 'F-1',
  };
  expect((await compliance.post(`/payments/${paymentId}/fraud-marks`, finding)).status).toBe(201);
  const marked = await make();
  expect(filled(marked.figures.rows)).toEqual(whole('domestic', '2 25.00 1 12.00'));
  expect(marked.figures['beside_the_table']).toMatchObject({
    by_finding: [{ finding: 'unauthorised', transactions: 1, value: '12.00' }, { transactions: 0 }],
    losses: [{ borne_by: 'payer', lost: '10.00', recovered: '2.00' }, {}, {}, {}],
  });
  expect(marked.figures.drawn_from).toMatchObject({
    by_rail: [{ rail: 'psp_draft', transactions: 2, value: '25.00' }],
  });
  // What the first said stays what it said.
  expect(await compliance.read(`/fraud-reports/${before.id}`)).toMatchObject({ figures: before.figures });

  const taken = { after: 1, finding: 'no_fraud', reason: 'fraud', case_reference: 'F-1' };
  expect((await compliance.post(`/payments/${paymentId}/fraud-marks`, taken)).status).toBe(201);
  expect(filled((await make()).figures.rows)).toEqual(whole('domestic', '2 25.00 0 0.00'));
});

it('sees areas from where the company is licensed, and other half-years empty', async () => {
  expect(filled((await make(undefined, 'BE')).figures.rows)[0]).toBe('8 cross_border_in_eea 2 25.00 0 0.00');
  expect(filled((await make('2020-H1')).figures.rows)).toEqual([]);
});

it('is made of half-years that have ended, for a country that has such licences', async () => {
  const body = { period: '2020-H1', home_country: 'NL' };
  expect((await compliance.post('/fraud-reports', body)).status).toBe(201);
  for (const wrong of [
    { period: '2026-H3' },
    { period: halfOf(new Date()) },
    { period: '2099-H1' },
    ...['nl', 'XX', 'US'].map((home) => ({ home_country: home })),
  ])
    expect((await compliance.post('/fraud-reports', { ...body, ...wrong })).status).toBe(400);
});

it('counts each time a planned order was paid, only the first with strong authentication', async () => {
  const [standing] = await stack.sql.rows<{ partner_id: string; id: string }>(
    `UPDATE payments SET rail = 'draft', schedule = '{"start":"2026-01-01T00:00:00Z","recurrence":{"unit":"daily","every":1}}'
     WHERE id = (SELECT id FROM payments WHERE status <> 'executed' LIMIT 1) RETURNING partner_id, id`,
  );
  if (!standing) throw new Error('there is no open payment');
  await stack.sql.rows(
    `INSERT INTO payment_instances (partner_id, id, payment_id, bunq_instance_id, status, version, bank_status, created_at, updated_at)
     SELECT $1, gen_random_uuid(), $2, n, CASE WHEN n = 4 THEN 'failed' ELSE 'executed' END, 1, 'X', now(), now()
     FROM generate_series(1, 4) n`,
    [standing.partner_id, standing.id],
  );
  const { figures } = await make();
  const all = filled(figures.rows);
  expect(all).toContain('8 domestic 5 62.50 0 0.00');
  expect(all).toContain('8.1.1 domestic 3 37.50 0 0.00');
  expect(all).toContain('8.1.2 domestic 2 25.00 0 0.00');
});

it('gives files that stay what they are in a spreadsheet, on record', async () => {
  const { id } = await make();
  const csv = await compliance.get(`/fraud-reports/${id}/file?format=csv`);
  const lines = (await csv.text()).split('\r\n');
  expect(lines[0]).toContain('"period","row","name","area"');
  expect(lines[1]).toMatch(/^"\d{4}-H[12]","H 8",/);
  expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${id}.csv"`);
  const json: unknown = await (await compliance.get(`/fraud-reports/${id}/file?format=json`)).json();
  expect(reportSchema.parse(json).figures.rows).toHaveLength(28);
  const fetched = await stack.sql.rows(
    `SELECT details->>'format' AS format FROM audit_records WHERE action = 'staff.fetched' AND subject_id = $1 ORDER BY id`,
    [id],
  );
  expect(fetched).toEqual([{ format: 'csv' }, { format: 'json' }]);
});

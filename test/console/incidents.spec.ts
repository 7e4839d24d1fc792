import { DeskAlarms } from '@sluis/compliance';
import { newId, toPublicId } from '@sluis/persistence';
import { register } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { paymentBody } from '../support/payment-journey.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

const hourMs = 3_600_000;
const told = 'Mevrouw Visser could not pay';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let operator: StaffBrowser;
let viewer: StaffBrowser;

beforeAll(async () => {
  stack = await startConsoleStack();
  compliance = await stack.signIn('local-compliance');
  operator = await stack.signIn('local-operator');
  viewer = await stack.signIn('local-viewer');
});

afterAll(() => stack.stop());

const incidentSchema = z.looseObject({
  id: z.string(),
  case_reference: z.string(),
  status: z.string(),
  classification: z.string(),
  next: z.looseObject({ report: z.string(), due_at: z.string().nullable(), state: z.string() }).nullable(),
  clocks: z.array(z.looseObject({ report: z.string(), state: z.string(), due_at: z.string().nullable() })),
  entries: z.array(z.looseObject({ kind: z.string(), facts: z.record(z.string(), z.unknown()), text: z.string() })),
});
const ago = (hours: number) => new Date(Date.now() - hours * hourMs).toISOString();
const isMajor = {
  kind: 'classified',
  critical_services: true,
  malicious_access: false,
  recurring: false,
  thresholds: ['reputation', 'duration_or_downtime'],
  text: 'No payment for three hours, and in the news',
};

async function open(changes: object = {}, browser = operator) {
  const answer = await browser.post('/incidents', {
    case_reference: `I-${newId().slice(-12)}`,
    nature: 'availability',
    detected_at: ago(1),
    text: told,
    ...changes,
  });
  expect(answer.status).toBe(201);
  return incidentSchema.parse(await answer.json());
}

const enter = (id: string, entry: object, browser = compliance) => browser.post(`/incidents/${id}/entries`, entry);

async function entered(id: string, entry: object) {
  const answer = await enter(id, entry);
  expect(answer.status).toBe(201);
  return incidentSchema.parse(await answer.json());
}

async function refusal(id: string, entry: object) {
  const answer = await enter(id, entry);
  expect(answer.status).toBe(400);
  const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(await bodyOf(answer));
  return errors[0]?.pointer;
}

const sent = (report: string, hoursAgo: number) => ({
  kind: 'reported',
  report,
  sent_at: ago(hoursAgo),
  reference: 'DNB-2026/77',
  text: 'By the portal',
});

it('goes from noticed by an operator to closed, one report after the other', async () => {
  const { id } = await open({ detected_at: ago(200) });
  expect(await refusal(id, sent('initial', 100))).toBe('/report');
  const major = await entered(id, { ...isMajor, classified_at: ago(198) });
  expect(major).toMatchObject({ classification: 'major', next: { report: 'initial', state: 'overdue' } });
  expect(await refusal(id, sent('intermediate', 100))).toBe('/report');
  expect(await refusal(id, sent('initial', 201))).toBe('/sent_at');
  expect(await refusal(id, { kind: 'closed', text: 'Over' })).toBe('/kind');

  const initial = await entered(id, sent('initial', 193));
  expect(initial.entries.at(-1)?.facts).toMatchObject({ was_late: true, reference: 'DNB-2026/77' });
  expect(initial.next).toMatchObject({ report: 'intermediate', state: 'overdue' });
  await entered(id, { kind: 'delay_told', report: 'intermediate', text: 'The cause is not found yet' });
  const intermediate = await entered(id, sent('intermediate', 122));
  expect(intermediate.entries.at(-1)?.facts).toMatchObject({ was_late: false });
  expect(intermediate.next).toMatchObject({ report: 'final', state: 'running' });
  const updated = await entered(id, sent('intermediate', 20));
  expect(updated.entries.at(-1)?.facts).toMatchObject({ was_late: false, due_at: null });
  expect(await refusal(id, { kind: 'closed', text: 'Over' })).toBe('/kind');
  const final = await entered(id, sent('final', 1));
  expect(final.next).toBeNull();
  const closed = await entered(id, { kind: 'closed', text: 'Over' });
  expect(closed.status).toBe('closed');
  expect(await refusal(id, { kind: 'noted', text: 'More' })).toBe('/kind');
  expect(closed.entries.map(({ kind }) => kind)).toEqual([
    'opened',
    'classified',
    'reported',
    'delay_told',
    'reported',
    'reported',
    'reported',
    'closed',
  ]);
});

it('says by the criteria what is major, and asks to tell the supervisor when it is not after all', async () => {
  const { id } = await open();
  const minor = await entered(id, { ...isMajor, thresholds: ['reputation'], classified_at: ago(0.9) });
  expect(minor).toMatchObject({ classification: 'not_major', next: null });
  expect((await entered(id, { ...isMajor, classified_at: ago(0.8) })).next).toMatchObject({ report: 'initial' });
  expect(await refusal(id, { ...isMajor, classified_at: ago(0.85) })).toBe('/classified_at');
  await entered(id, sent('initial', 0.7));
  const again = await entered(id, { ...isMajor, thresholds: [], classified_at: ago(0.6) });
  expect(again.next).toEqual({ report: 'reclassified', due_at: null, state: 'owed' });
  expect(await refusal(id, { kind: 'closed', text: 'Over' })).toBe('/kind');
  await entered(id, sent('reclassified', 0.5));
  expect((await entered(id, { kind: 'closed', text: 'Over' })).status).toBe('closed');
});

it('counts what happened meanwhile, and keeps the figures that went with a report', async () => {
  const payer = await stack.bank.createUser('P. Ayer', '10.00');
  const { id } = await open({ detected_at: ago(0.001) });
  const payments = [];
  for (let made = 0; made < 3; made += 1)
    payments.push(await stack.partner.createPayment(paymentBody(stack.partner, payer)));
  await stack.sql.rows(
    `UPDATE payments SET status = 'failed', failure_stage = 'bank', failure_reason = 'refused', currency = 'EUR', amount_minor = 1050, debtor_iban = 'NL18BUNQ0000000001'
     WHERE partner_id IS NOT NULL AND id = (SELECT max(id::text)::uuid FROM payments)`,
  );
  const figures = await viewer.read(`/incidents/${id}/figures`);
  expect(figures).toMatchObject({
    payments: { attempted: 3, executed: 0, failed: 1, in_doubt: 0 },
    value: { failed: '10.50', currency: 'EUR' },
    touched: { partners: 1, payers: 1, payments_without_known_payer: 0 },
    beside_average_day: { transactions: 0, affected_transactions_percent: null },
  });
  await entered(id, { ...isMajor, classified_at: new Date().toISOString() });
  await entered(id, sent('initial', 0));
  await stack.partner.createPayment(paymentBody(stack.partner, payer));
  expect(await viewer.read(`/incidents/${id}/figures`)).toMatchObject({ payments: { attempted: 4 } });
  const { entries } = incidentSchema.parse(await viewer.read(`/incidents/${id}`));
  expect(entries.at(-1)?.facts['figures']).toMatchObject({ payments: { attempted: 3, failed: 1 } });
  const later = await entered(id, { kind: 'timed', started_at: ago(5), ended_at: ago(4), text: 'It was the bank' });
  expect(later).toMatchObject({ started_at: expect.any(String), ended_at: expect.any(String) });
  expect(await viewer.read(`/incidents/${id}/figures`)).toMatchObject({ payments: { attempted: 0 } });
});

it('refuses what the register cannot hold', async () => {
  const first = await open();
  for (const [pointer, changes] of [
    ['/case_reference', { case_reference: first.case_reference }],
    ['/detected_at', { detected_at: ago(-1) }],
    ['/started_at', { started_at: ago(0.5) }],
  ] as const) {
    const body = { case_reference: 'I-1', nature: 'data', detected_at: ago(1), text: told, ...changes };
    const answer = await operator.post('/incidents', body);
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer))['errors']).toMatchObject([{ pointer }]);
  }
  for (const times of [{ ended_at: ago(3) }, { ended_at: ago(-1) }, { started_at: ago(2300), ended_at: ago(1) }])
    expect(await refusal(first.id, { kind: 'timed', started_at: ago(2), text: 'When', ...times })).toMatch(/_at$/);
  expect((await enter(toPublicId('incident', newId()), { kind: 'noted', text: 'Nothing' })).status).toBe(404);
});

it('keeps what people wrote sealed, out of the audit trail, and every entry for good', async () => {
  const { id } = await open();
  await viewer.read(`/incidents/${id}`);
  const sealed = await stack.sql.rows<{ text: string }>(
    `SELECT to_jsonb(e)::text || encode(text_sealed, 'escape') AS text FROM incident_entries e`,
  );
  const audited = await stack.sql.rows<{ text: string; action: string }>(
    `SELECT to_jsonb(r)::text AS text, action FROM audit_records r WHERE subject_id = $1 ORDER BY id`,
    [id],
  );
  expect(audited.map(({ action }) => action)).toEqual(['staff.registered', 'staff.viewed']);
  for (const { text } of [...sealed, ...audited]) expect(text).not.toContain('Visser');
  for (const right of ['UPDATE', 'DELETE']) {
    const has = await stack.sql.value(`SELECT has_table_privilege('sluis_app', 'incident_entries', $1)`, [right]);
    expect(has).toBe(false);
  }
});

it('exports the register without texts, and one incident with them, safe in a spreadsheet', async () => {
  const { id, case_reference: reference } = await open({ text: '=HYPERLINK("https://evil.example")' });
  const register = await (await compliance.get('/incidents/file?format=csv')).text();
  expect(register).toContain(`"${reference}"`);
  expect(register).not.toContain('HYPERLINK');
  const one = await compliance.get(`/incidents/${id}/file?format=csv`);
  expect(one.headers.get('content-disposition')).toBe(`attachment; filename="${id}.csv"`);
  expect(await one.text()).toContain(`"'=HYPERLINK(`);
  const whole = await compliance.get(`/incidents/${id}/file?format=json`);
  expect(incidentSchema.parse(await whole.json()).entries).toHaveLength(1);
  expect((await viewer.get(`/incidents/${id}/file?format=json`)).status).toBe(403);
});

it('calls out each deadline once, shows it in the overview, and a worker logs it', async () => {
  const alarms = stack.console.get(DeskAlarms);
  await alarms.raise();
  const near = await open({ detected_at: ago(20) });
  const late = await open({ detected_at: ago(30) });
  const raised = await alarms.raise();
  expect(raised.map(({ subject, level, what }) => [subject, level, what])).toEqual([
    [late.id, 'overdue', 'classification'],
    [near.id, 'near', 'classification'],
  ]);
  expect(await alarms.raise()).toEqual([]);
  await entered(late.id, { ...isMajor, classified_at: ago(5) });
  expect(await alarms.raise()).toMatchObject([{ subject: late.id, level: 'overdue', what: 'initial' }]);
  const { incidents } = await viewer.read('/overview');
  const [row] = await stack.sql.rows(
    `SELECT count(*)::integer AS open, (count(*) FILTER (WHERE next_due_at <= now()))::integer AS overdue,
       (count(*) FILTER (WHERE next_near_at <= now() AND next_due_at > now()))::integer AS near
     FROM incidents WHERE status = 'open'`,
  );
  expect(incidents).toEqual(row);
  await stack.startWorker();
  await until('the metric', async () => {
    const text = await register.getSingleMetricAsString('sluis_incident_reports_due').catch(() => '');
    return text.includes('state="overdue"') || undefined;
  });
});

it('gives no part of the register for the whole', async () => {
  await stack.sql.rows(
    `INSERT INTO incidents (id, case_reference, nature, detected_at, started_at, status)
     SELECT uuidv7(), 'M-' || n, 'other', now(), now(), 'closed' FROM generate_series(1, 10000) AS n`,
  );
  const answer = await compliance.get('/incidents/file?format=csv');
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('too many for one file')]);
});

import { newId, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { createConsent } from '../support/consent-journey.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let admin: StaffBrowser;
let consentId: string;

beforeAll(async () => {
  stack = await startConsoleStack();
  consentId = (await createConsent(stack.partner)).id;
  compliance = await stack.signIn('local-compliance');
  admin = await stack.signIn('local-admin');
});

afterAll(() => stack.stop());

const complaintSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  due_at: z.string(),
  is_overdue: z.boolean(),
  steps: z.array(z.looseObject({ kind: z.string(), text: z.string() })),
});
const told = 'Mevrouw Visser says that nobody asked her';
const today = () => new Date().toISOString().slice(0, 10);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const complaint = (changes: object = {}) => ({
  complainant: 'payer',
  topic: 'consent',
  case_reference: `K-${newId().slice(-12)}`,
  received_on: today(),
  text: told,
  ...changes,
});

async function enter(changes: object = {}) {
  const answer = await compliance.post('/complaints', complaint(changes));
  expect(answer.status).toBe(201);
  return complaintSchema.parse(await answer.json());
}

const take = (id: string, step: object, browser = compliance) => browser.post(`/complaints/${id}/steps`, step);
const listed = async (list: string) => {
  const { data } = z
    .object({ data: z.array(z.looseObject({ id: z.string() })) })
    .parse(await compliance.read(`/complaints?list=${list}`));
  return data.map(({ id }) => id);
};

it('counts 15 and 35 TARGET business days in Amsterdam', async () => {
  // Good Friday, Easter Monday and the first of May lie in between.
  const entered = await enter({ received_on: '2026-03-20' });
  expect(entered).toMatchObject({
    reply_by: '2026-04-14T22:00:00.000Z',
    latest_reply_by: '2026-05-13T22:00:00.000Z',
    due_at: '2026-04-14T22:00:00.000Z',
    is_overdue: true,
  });
  expect(await listed('overdue')).toContain(entered.id);
});

it('goes from entered by a holding reply to closed, and keeps each step with who took it', async () => {
  const { id, due_at: due } = await enter({ consent: consentId });
  const held = await take(id, { kind: 'held', text: 'The bank was asked', final_reply_on: inDays(35) });
  expect(held.status).toBe(201);
  const holding = complaintSchema.parse(await held.json());
  expect(holding.status).toBe('held');
  expect(holding.due_at > due).toBe(true);
  const closing = { kind: 'closed', outcome: 'rejected', text: 'The bank shows her yes' };
  expect((await take(id, closing, admin)).status).toBe(201);
  expect((await take(id, closing)).status).toBe(400);
  expect(await compliance.read(`/complaints/${id}`)).toMatchObject({
    status: 'closed',
    consent_id: consentId,
    partner: { name: 'Koffie & Zo' },
    steps: [
      { number: 1, kind: 'entered', text: told, taken_by: 'Coen Compliance' },
      { number: 2, kind: 'held', text: 'The bank was asked' },
      { number: 3, kind: 'closed', outcome: 'rejected', taken_by: expect.stringContaining('Ad') },
    ],
  });
  expect(await listed('open')).not.toContain(id);
  expect(await listed('closed')).toContain(id);
});

it('refuses what the register cannot hold', async () => {
  const { id, ...first } = await enter();
  for (const [pointer, changes] of [
    ['/case_reference', { case_reference: first['case_reference'] }],
    ['/received_on', { received_on: inDays(2) }],
    ['/consent', { consent: toPublicId('consent', newId()) }],
    ['/payment', { payment: toPublicId('payment', newId()) }],
  ] as const) {
    const answer = await compliance.post('/complaints', complaint(changes));
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer))['errors']).toMatchObject([{ pointer }]);
  }
  for (const day of [inDays(70), inDays(-1)])
    expect((await take(id, { kind: 'held', text: 'Later', final_reply_on: day })).status).toBe(400);
});

it('keeps what people wrote sealed, and out of the audit trail', async () => {
  const { id } = await enter();
  await compliance.read(`/complaints/${id}`);
  const sealed = await stack.sql.rows<{ text: string }>(
    `SELECT encode(text_sealed, 'escape') AS text FROM complaint_steps UNION ALL SELECT to_jsonb(c)::text FROM complaints c`,
  );
  const audited = await stack.sql.rows<{ text: string; action: string }>(
    `SELECT to_jsonb(r)::text AS text, action FROM audit_records r WHERE subject_id = $1 ORDER BY id`,
    [id],
  );
  expect(audited.map(({ action }) => action)).toEqual(['staff.registered', 'staff.viewed']);
  for (const { text } of [...sealed, ...audited]) expect(text).not.toContain('Visser');
  const changeable = await stack.sql.value(`SELECT has_table_privilege('sluis_app', 'complaint_steps', 'UPDATE')`);
  expect(changeable).toBe(false);
});

it('says in the overview how many are open and overdue', async () => {
  const { complaints } = await (await stack.signIn('local-viewer')).read('/overview');
  const [row] = await stack.sql.rows(
    `SELECT count(*)::integer AS open, (count(*) FILTER (WHERE due_at <= now()))::integer AS overdue
     FROM complaints WHERE status <> 'closed'`,
  );
  expect(complaints).toEqual(row);
});

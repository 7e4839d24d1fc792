import { newId, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let viewer: StaffBrowser;
let path: string;

beforeAll(async () => {
  stack = await startConsoleStack();
  compliance = await stack.signIn('local-compliance');
  viewer = await stack.signIn('local-viewer');
  path = `/partners/${toPublicId('partner', (await stack.sql.value<string>('SELECT id FROM partners LIMIT 1')) ?? '')}/file`;
});

afterAll(() => stack.stop());

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const review = (changes: object = {}) => ({
  standing: 'agent',
  register_number: 'R123456',
  authority: 'De Nederlandsche Bank',
  approved_pages: ['https://koffie.example/pay'],
  next_review_on: inDays(365),
  text: 'Mevrouw Visser sent the extract',
  ...changes,
});

it('keeps each review, the latest on top, sealed and out of the audit trail', async () => {
  expect(await viewer.read(path)).toEqual({ data: [] });
  expect((await compliance.post(path, review())).status).toBe(201);
  const neither = { standing: 'neither', register_number: null, authority: null, approved_pages: [] };
  expect((await compliance.post(path, review(neither))).status).toBe(201);
  expect(await viewer.read(path)).toMatchObject({
    data: [
      { number: 2, standing: 'neither', register_number: null, reviewed_by: 'Coen Compliance', is_overdue: false },
      { number: 1, standing: 'agent', register_number: 'R123456', approved_pages: ['https://koffie.example/pay'] },
    ],
  });
  const kept = await stack.sql.rows<{ text: string }>(
    `SELECT to_jsonb(f)::text || encode(text_sealed, 'escape') AS text FROM partner_file_reviews f
     UNION ALL SELECT to_jsonb(r)::text FROM audit_records r WHERE subject_type = 'partner_file'`,
  );
  expect(kept).toHaveLength(6);
  for (const { text } of kept) expect(text).not.toContain('Visser');
  await stack.sql.rows(`UPDATE partner_file_reviews SET next_review_on = now() - interval '3 days'`);
  expect(await viewer.read(path)).toMatchObject({ data: [{ is_overdue: true }, { is_overdue: false }] });
  const changeable = await stack.sql.value(`SELECT has_table_privilege('sluis_app', 'partner_file_reviews', 'UPDATE')`);
  expect(changeable).toBe(false);
});

it.each([
  ['/register_number', { register_number: null }],
  ['/authority', { standing: 'neither', register_number: null }],
  ['/next_review_on', { next_review_on: inDays(-1) }],
  ['/approved_pages/0', { approved_pages: ['http://koffie.example'] }],
])('refuses at %s what does not go together', async (pointer, changes) => {
  const answer = await compliance.post(path, review(changes));
  expect(answer.status).toBe(400);
  expect((await bodyOf(answer))['errors']).toMatchObject([{ pointer }]);
});

it('knows no file of nobody, and lets no viewer write one', async () => {
  expect((await compliance.post(`/partners/${toPublicId('partner', newId())}/file`, review())).status).toBe(404);
  expect((await viewer.post(path, review())).status).toBe(403);
});

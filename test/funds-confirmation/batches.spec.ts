import { randomUUID } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ask, askBatch, bankPath, batchSchema, newAskedPayer, timesAsked, type AskedPayer } from './support.js';

let stack: Stack;
let sql: Sql;
let payer: AskedPayer;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await newAskedPayer(stack);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const read = async (id: string) => batchSchema.parse((await stack.partner.get(`${askBatch}/${id}`).expect(200)).body);
const completed = async (id: string) => {
  await stack.partner.waitFor(`${askBatch}/${id}`, ['completed']);
  return read(id);
};
const typesOf = async (id: string) =>
  (
    await sql.rows<{ type: string }>(`SELECT type FROM events WHERE resource_id = $1 ORDER BY resource_version`, [
      fromPublicId('fundsConfirmationBatch', id) ?? '',
    ])
  ).map(({ type }) => type);

it('answers a hundred questions in the order in which they were asked, each once', async () => {
  const values = Array.from({ length: 100 }, (_, index) => `${index + 51}.00`);
  const before = await timesAsked(stack);
  const key = randomUUID();
  const body = { questions: values.map((value) => payer.question(value)) };
  const created = await stack.partner.post(askBatch, body, key).expect(201);
  const { id, counts } = batchSchema.parse(created.body);
  expect(counts).toEqual({ pending: 100, answered: 0, unanswered: 0 });
  expect((await stack.partner.post(askBatch, body, key).expect(201)).text).toBe(created.text);

  const batch = await completed(id);
  expect(batch.counts).toEqual({ pending: 0, answered: 100, unanswered: 0 });
  expect(batch.data.map(({ amount }) => amount.value)).toEqual(values);
  expect(batch.data.map(({ funds_available: isAvailable }) => isAvailable)).toEqual(
    values.map((value) => Number(value) <= 100),
  );
  expect(await timesAsked(stack)).toBe(before + 100);
  expect(await typesOf(id)).toEqual(['funds_confirmation_batch.pending', 'funds_confirmation_batch.completed']);
  const listed = await stack.partner.get(`${ask}?batch_id=${id}&limit=100`).expect(200);
  expect((listed.body as { data: object[] }).data).toEqual(batch.data.toReversed());
});

it('is refused as a whole, with a pointer to each question at fault', async () => {
  const other = await newAskedPayer(stack);
  await stack.partner.post(`/v1/consents/${other.consentId}/revoke`).expect(200);
  const before = await sql.value('SELECT count(*)::int FROM funds_confirmations');
  const questions = [
    payer.question('1.00'),
    other.question('1.00'),
    payer.question('1.00'),
    { ...payer.question('1.00'), account_id: other.accountId },
  ];
  const problem = expectProblem(await stack.partner.post(askBatch, { questions }), {
    status: 422,
    code: 'consent_not_usable',
  });
  expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/questions/1/consent_id', '/questions/3/account_id']);
  expect(await sql.value('SELECT count(*)::int FROM funds_confirmations')).toBe(before);
});

it('has 1 to 100 questions', async () => {
  const invalid = { status: 400, code: 'request_invalid', pointer: '/questions' };
  expectProblem(await stack.partner.post(askBatch, { questions: [] }), invalid);
  const tooMany = Array.from({ length: 101 }, () => payer.question('1.00'));
  expectProblem(await stack.partner.post(askBatch, { questions: tooMany }), invalid);
});

it('is complete when a consent takes its open questions with it, and answers the others', async () => {
  const leaving = await newAskedPayer(stack);
  await stack.bank.layFault({ method: 'POST', path: bankPath, body: leaving.user.iban, times: 2 }, { delay_ms: 2_000 });
  const questions = [leaving.question('1.00'), payer.question('1.00'), leaving.question('2.00')];
  const { id } = batchSchema.parse((await stack.partner.post(askBatch, { questions }).expect(201)).body);
  await until('both to be asked', async () =>
    (await sql.value<number>(
      `SELECT count(*)::int FROM funds_confirmations WHERE batch_id = $1 AND account_id = $2 AND asks = 1`,
      [fromPublicId('fundsConfirmationBatch', id) ?? '', fromPublicId('account', leaving.accountId) ?? ''],
    )) === 2
      ? true
      : undefined,
  );
  await stack.partner.post(`/v1/consents/${leaving.consentId}/revoke`).expect(200);
  const { data } = await completed(id);
  for (const left of [data[0], data[2]])
    expect(left).toMatchObject({ status: 'unanswered', reason: 'consent_ended', funds_available: null });
  expect(data[1]).toMatchObject({ status: 'answered', funds_available: true });
  expect(await typesOf(id)).toEqual(['funds_confirmation_batch.pending', 'funds_confirmation_batch.completed']);
});

it('never holds up a question that stands alone', async () => {
  await stack.bank.addFault(
    Object.fromEntries([
      ['match', { method: 'POST', path: bankPath, body: '77.77', times: 20 }],
      ['then', { delay_ms: 1_000 }],
    ]),
  );
  const questions = Array.from({ length: 20 }, () => payer.question('77.77'));
  const { id } = batchSchema.parse((await stack.partner.post(askBatch, { questions }).expect(201)).body);
  await stack.partner.post(ask, payer.question('1.00')).expect(201);
  expect((await read(id)).counts.pending).toBeGreaterThan(0);
  await stack.bank.clearFaults();
  await completed(id);
});

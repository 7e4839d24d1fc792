import { newId, toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';

let stack: ConsoleStack;
let compliance: StaffBrowser;
let viewer: StaffBrowser;
let paymentId: string;
let openId: string;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true });
  const payer = await stack.bank.createUser('Willemijn Visser');
  const shop = await stack.bank.createUser('Koffie & Zo');
  paymentId = await executedPayment(stack, payer, shop);
  openId = (await stack.partner.createPayment(paymentBody(stack.partner, shop, payer))).id;
  compliance = await stack.signIn('local-compliance');
  viewer = await stack.signIn('local-viewer');
});

afterAll(() => stack.stop());

const today = () => new Date().toISOString().slice(0, 10);
const finding = (changes: object = {}) => ({
  after: 0,
  finding: 'payer_manipulated',
  loss_bearer: 'payer',
  fraud: '12.50',
  lost: '10.00',
  recovered: '2.50',
  found_on: today(),
  reason: 'complaint',
  case_reference: 'K-2026/7',
  ...changes,
});
const mark = (body: object, id = paymentId) => compliance.post(`/payments/${id}/fraud-marks`, body);
const marksSchema = z.array(z.looseObject({ number: z.number(), finding: z.string() }));
const marks = async () => marksSchema.parse((await viewer.read(`/payments/${paymentId}`))['fraud_marks']);

it('keeps no finding that does not fit the payment', async () => {
  const wrong: [pointer: string, body: object][] = [
    ['/fraud', finding({ fraud: '12.51' })],
    ['/fraud', finding({ fraud: '0.00', lost: '0.00', recovered: '0.00' })],
    ['/lost', finding({ lost: '10.01' })],
    ['/transactions', finding({ transactions: 2 })],
    ['/found_on', finding({ found_on: '2999-01-01' })],
    ['/found_on', finding({ found_on: '2020-01-01' })],
    ['/after', finding({ after: 1 })],
  ];
  for (const [pointer, body] of wrong) {
    const answer = await mark(body);
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer))['errors']).toMatchObject([{ pointer }]);
  }
  expect((await mark(finding(), openId)).status).toBe(400);
  expect((await mark(finding(), toPublicId('payment', newId()))).status).toBe(404);
  expect(
    (await mark({ after: 0, finding: 'no_fraud', reason: 'fraud', case_reference: 'K-1', fraud: '1.00' })).status,
  ).toBe(400);
  expect(await marks()).toEqual([]);
});

it('keeps every finding, with who, why and when, and shows the last one first', async () => {
  expect((await mark(finding())).status).toBe(201);
  const taken = { after: 1, finding: 'no_fraud', reason: 'complaint', case_reference: 'K-2026/7' };
  expect((await mark(taken)).status).toBe(201);
  expect(await marks()).toMatchObject([
    { number: 2, finding: 'no_fraud', loss_bearer: null, marked_by: 'Coen Compliance' },
    {
      number: 1,
      finding: 'payer_manipulated',
      loss_bearer: 'payer',
      fraud: { value: '12.50', currency: 'EUR' },
      lost: { value: '10.00' },
      recovered: { value: '2.50' },
      found_on: today(),
      case_reference: 'K-2026/7',
    },
  ]);
  const [record] = await stack.sql.rows(
    `SELECT subject_id, cause, details FROM audit_records WHERE action = 'staff.marked' ORDER BY id LIMIT 1`,
  );
  expect(record).toMatchObject({
    subject_id: paymentId,
    cause: 'complaint',
    details: { case: 'K-2026/7', finding: 'payer_manipulated', fraud: '12.50', lost: '10.00' },
  });
});

it('keeps one of two findings that do not know each other', async () => {
  const { length: before } = await marks();
  const answers = await Promise.all([1, 2, 3, 4].map(() => mark(finding({ after: before }))));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400]);
  expect(await marks()).toHaveLength(before + 1);
});

it('lets nobody change a finding, the platform included', async () => {
  const changeable = await stack.sql.rows(
    `SELECT privilege FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS privilege
     WHERE has_table_privilege('sluis_app', 'payment_fraud_marks', privilege)`,
  );
  expect(changeable).toEqual([]);
});

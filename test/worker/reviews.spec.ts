import { Reviews, type Resolution } from '@sluis/reconciliation';
import { AuditTrail } from '@sluis/audit';
import { Operators } from '@sluis/operators';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import type { BankUser } from '../support/bank-control.js';
import { createOperator, type TestOperator } from '../support/operators.js';
import { readBooks } from '../support/invariants.js';
import {
  agreePayment,
  authorisePayment,
  giveConsent,
  type ConsentingPayer,
  type OpenPayment,
} from '../support/payers.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const orders = '^/v1/user/\\d+/payment-service-provider-draft-payment$';

let stack: Stack;
let sql: Sql;
let payer: ConsentingPayer;
let shop: BankUser;
let anna: TestOperator;
let bram: TestOperator;
let amountCents = 100;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack({ overrides: { RECONCILIATION_INTERVAL_MS: '300', RECONCILE_GIVE_UP_MS: '4000' } });
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '10000.00'));
  anna = await createOperator(stack, 'desk-1');
  bram = await createOperator(stack, 'desk-2');
}, 180_000);

afterEach(async () => {
  await stack.bank.clearFaults();
  await stack.bank.setSwitches({ pspDraftsWithoutId: false });
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const reviews = () => stack.api.get(Reviews);
const idOf = ({ id }: { id: string }) => fromPublicId('payment', id) ?? '';

function newAmount(): string {
  amountCents += 1;
  return (amountCents / 100).toFixed(2);
}

/** A payment whose order the bank took without an answer, and lists without an id: no rule can tell of it. */
async function inReview(amount = newAmount()): Promise<OpenPayment> {
  await stack.bank.setSwitches({ pspDraftsWithoutId: true });
  await stack.bank.failNext({ method: 'POST', path: orders, body: `"${amount}"` }, { drop: 'after' });
  const payment = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount, waits: false });
  const { review_reason: reason } = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['in_review']);
  expect(reason).toBe('order_without_id');
  return payment;
}

async function ordersOf({ amount }: { amount: string }) {
  return (await stack.bank.state()).psp_drafts.filter((draft) => draft.amount === amount);
}

async function orderOf(payment: OpenPayment): Promise<number> {
  const [order] = await ordersOf(payment);
  if (!order) throw new Error('the bank has no such order');
  return order.id;
}

async function propose(payment: OpenPayment, resolution: Resolution, bunqObjectId: number | null = null) {
  const evidence = resolution === 'executed' ? 'statement 2026-11/3' : null;
  const reason = 'looked at together';
  return reviews().propose(anna, { kind: 'payment', id: idOf(payment), resolution, bunqObjectId, evidence, reason });
}

async function ended(proposalId: string) {
  return until('the worker to decide', async () => {
    const proposal = await reviews().find(proposalId);
    return proposal?.status === 'applied' || proposal?.status === 'refused' ? proposal : undefined;
  });
}

async function decide(
  payment: OpenPayment,
  resolution: Resolution,
  { object = null, override = null }: { object?: number | null; override?: string | null } = {},
) {
  const proposalId = await propose(payment, resolution, object);
  await reviews().approve(bram, proposalId, override);
  return ended(proposalId);
}

async function statusOf({ id }: OpenPayment): Promise<string> {
  return String((await stack.partner.get(`/v1/payments/${id}`)).body.status);
}

async function attemptOf(payment: OpenPayment): Promise<unknown> {
  return sql.value(`SELECT status FROM order_attempts WHERE order_id = $1 ORDER BY number DESC LIMIT 1`, [
    idOf(payment),
  ]);
}

describe('four eyes', () => {
  it('are not those of one operator, nor of one whom the proposer made; also not past the service', async () => {
    const payment = await inReview();
    const proposalId = await propose(payment, 'failed');
    const carl = await createOperator(stack, 'desk-3', anna);
    const dora = await createOperator(stack, 'desk-4', carl);
    for (const same of [anna, carl, dora])
      await expect(reviews().approve(same, proposalId, null)).rejects.toThrow(/Somebody else/);
    for (const same of [anna, dora])
      await expect(
        sql.rows(`UPDATE review_proposals SET status = 'approved', decided_by = $2, decided_at = now() WHERE id = $1`, [
          proposalId,
          same.id,
        ]),
      ).rejects.toThrow(/who proposes cannot approve|four_eyes/);
    await expect(
      sql.rows(`UPDATE review_proposals SET proposed_by = $2 WHERE id = $1`, [proposalId, carl.id]),
    ).rejects.toThrow(/does not change/);
    const refusals = await sql.value<number>(
      `SELECT count(*)::int FROM audit_records WHERE action = 'review.approved' AND outcome = 'refused' AND subject_id = $1`,
      [payment.id],
    );
    expect(refusals).toBe(3);
    await expect(propose(payment, 'cancelled')).rejects.toThrow(
      `waits already: ${toPublicId('reviewProposal', proposalId)}.`,
    );
    await reviews().decline(anna, proposalId);
    expect(await statusOf(payment)).toBe('in_review');
  });

  it('are needed by the database itself before a payment leaves its review', async () => {
    const payment = await inReview();
    await expect(sql.rows(`UPDATE payments SET status = 'failed' WHERE id = $1`, [idOf(payment)])).rejects.toThrow(
      /two operators/,
    );
  });
});

describe('an operator', () => {
  it('is made by an operator once there are two, and a disabled one may nothing', async () => {
    await expect(createOperator(stack, 'desk-9')).rejects.toThrow(/not made/);
    await expect(sql.rows(`UPDATE operators SET created_by = NULL WHERE handle = 'desk-3'`)).rejects.toThrow(/keeps/);
    const { api } = stack;
    const operators = new Operators(api.get(AuditTrail));
    const proves = () => api.get(Transactions).run(async (tx) => (await operators.authenticate(tx, eva.token))?.id);
    const eva = await createOperator(stack, 'desk-5', bram);
    expect(await proves()).toBe(eva.id);
    await api.get(Transactions).run((tx) => operators.disable(tx, eva.id, anna));
    expect(await proves()).toBeUndefined();
  });
});

describe('a review', () => {
  it('ends with the order that the bank showed too late: adopted, authorised, executed, and told', async () => {
    const payment = await inReview();
    expect(await attemptOf(payment)).toBe('unsettled');
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    const object = await orderOf(payment);
    await until('the look that shows it', async () => {
      const file = await reviews().show('payment', idOf(payment));
      return (
        file?.sight?.orders.some(({ bunqObjectId, owner }) => bunqObjectId === object && owner === 'nobody') ||
        undefined
      );
    });
    const alarmed = () =>
      sql.value<number>(
        `SELECT count(*)::int FROM audit_records WHERE subject_id = $1 AND cause = 'late_truth_at_bank'
           AND details @> $2`,
        [payment.id, JSON.stringify({ bunq_object_id: object })],
      );
    await until('the alarm', async () => ((await alarmed()) ? true : undefined));
    const seenAt = () => sql.value<Date>(`SELECT seen_at FROM review_sights WHERE subject_id = $1`, [idOf(payment)]);
    const first = await seenAt();
    await until(
      'two more looks',
      async () => ((await seenAt())?.getTime() ?? 0) > (first?.getTime() ?? 0) + 500 || undefined,
    );
    expect(await alarmed()).toBe(1);

    expect(await decide(payment, 'failed')).toMatchObject({ status: 'refused', contradiction: 'alive_at_bank' });
    expect(await statusOf(payment)).toBe('in_review');
    expect(await attemptOf(payment)).toBe('unsettled');
    expect(await decide(payment, 'adopt', { object: object + 1_000 })).toMatchObject({ contradiction: 'not_at_bank' });
    expect(await decide(payment, 'adopt', { object })).toMatchObject({ status: 'applied', contradiction: null });
    expect(await attemptOf(payment)).toBe('accepted');
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    const { body } = await stack.partner.get(`/v1/payments/${payment.id}/timeline`);
    const timeline = (body as { data: { status: string; actor: string }[] }).data.map(({ status, actor }) => [
      status,
      actor,
    ]);
    expect(timeline).toContainEqual(['awaiting_authorisation', 'operator']);
  });

  it('cannot adopt an order that is another payment’s', async () => {
    const other = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount: newAmount() });
    await stack.partner.waitFor(`/v1/payments/${other.id}`, ['awaiting_authorisation']);
    const payment = await inReview();
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    expect(await decide(payment, 'adopt', { object: await orderOf(other), override: 'it looks right' })).toMatchObject({
      status: 'refused',
      contradiction: 'belongs_to_another',
    });
  });

  it('that cancels takes back what waits at the bank first, and lets equal orders go on', async () => {
    const payment = await inReview();
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    const equal = await agreePayment(stack, 'psp_draft', payer, {
      creditor: shop,
      amount: payment.amount,
      waits: false,
    });
    expect(await decide(payment, 'cancelled')).toMatchObject({ status: 'applied', contradiction: null });
    expect(await statusOf(payment)).toBe('cancelled');
    expect((await ordersOf(payment))[0]?.status).toBe('CANCELLED');
    await authorisePayment(stack, equal);
    await stack.partner.waitFor(`/v1/payments/${equal.id}`, ['executed']);
  });

  it('that is ended against what the bank shows keeps the place of equal orders until nothing can move', async () => {
    const payment = await inReview();
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    const object = await orderOf(payment);
    expect(await decide(payment, 'failed', { override: 'the payer wrote that they will not' })).toMatchObject({
      status: 'applied',
      contradiction: 'alive_at_bank',
    });
    expect(await statusOf(payment)).toBe('failed');
    expect(await attemptOf(payment)).toBe('unsettled');
    const equal = await agreePayment(stack, 'psp_draft', payer, {
      creditor: shop,
      amount: payment.amount,
      waits: false,
    });
    const seenAt = () => sql.value<Date>(`SELECT seen_at FROM review_sights WHERE subject_id = $1`, [idOf(payment)]);
    const first = await seenAt();
    await until(
      'some more looks',
      async () => ((await seenAt())?.getTime() ?? 0) > (first?.getTime() ?? 0) + 2_000 || undefined,
    );
    expect(await statusOf(equal)).toBe('received');
    await stack.bank.decideDraft(payer, object, 'reject');
    await stack.partner.waitFor(`/v1/payments/${equal.id}`, ['awaiting_authorisation']);
    expect(await attemptOf(payment)).toBe('refused');
  });

  it('says executed only with evidence, and not against the bank without a reason', async () => {
    const payment = await inReview();
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    expect(await decide(payment, 'executed')).toMatchObject({ contradiction: 'not_accepted_at_bank' });
    expect(await decide(payment, 'executed', { override: 'the bank’s letter says so' })).toMatchObject({
      status: 'applied',
    });
    expect(await statusOf(payment)).toBe('executed');
  });
});

describe('sluis review', () => {
  it('lists, shows, proposes, and approves by somebody else', async () => {
    const payment = await inReview();
    await stack.bank.setSwitches({ pspDraftsWithoutId: false });
    const object = await orderOf(payment);
    const { variables } = stack.environment;
    const as = (token: string, ...args: string[]) => sluis({ ...variables, SLUIS_OPERATOR_TOKEN: token }, ...args);
    const listed = await sluis(variables, 'review', 'list', '--json');
    expect(listed.stdout).toContain(payment.id);
    const proposing = [
      'review',
      'propose',
      '--order',
      payment.id,
      '--resolution',
      'adopt',
      '--bank-object',
      String(object),
    ];
    expect(await sluis(variables, ...proposing, '--reason', 'seen')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/SLUIS_OPERATOR_TOKEN/) as string,
    });
    const proposed = await as(anna.token, ...proposing, '--reason', 'seen', '--json');
    const { proposal } = JSON.parse(proposed.stdout) as { proposal: string };
    expect(await as(anna.token, 'review', 'approve', '--proposal', proposal)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Somebody else has to approve[^\n]*\n$/) as string,
    });
    expect(await as(bram.token, 'review', 'approve', '--proposal', proposal)).toMatchObject({ code: 0 });
    const shown = await sluis(variables, 'review', 'show', '--order', payment.id);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      status: 'awaiting_authorisation',
      proposals: [{ resolution: 'adopt', status: 'applied' }],
    });
    expect((await readBooks(stack)).violations.filter((line) => line.includes(payment.id))).toEqual([]);
  }, 120_000);
});

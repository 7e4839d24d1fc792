import { fromPublicId } from '@sluis/persistence';
import { idKindOf, Reviews, type Resolution, type ReviewKind } from '@sluis/reconciliation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectShop,
  createRequest,
  decideRequest,
  hintAt,
  requestAtBank,
  requestBody,
  type ConnectedShop,
} from '../payment-requests/support/connected-shop.js';
import { Creditor } from '../payment-requests/support/creditor.js';
import { ensureBuilt } from '../support/api-process.js';
import type { BankUser } from '../support/bank-control.js';
import { createOperator, type TestOperator } from '../support/operators.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let other: BankUser;
let creditor: Creditor;
let anna: TestOperator;
let bram: TestOperator;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack({ withBusinessAccount: true, overrides: { RECONCILIATION_INTERVAL_MS: '300' } });
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  other = await stack.bank.createUser('A. Visser', '1000.00');
  creditor = await Creditor.open(stack);
  anna = await createOperator(stack, 'desk-1');
  bram = await createOperator(stack, 'desk-2');
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

/** Two operators decide, and the worker holds it against the bank. */
async function decide(kind: ReviewKind, publicId: string, resolution: Resolution, bunqObjectId: number | null = null) {
  const reviews = stack.api.get(Reviews);
  const id = fromPublicId(idKindOf[kind], publicId) ?? '';
  const evidence = resolution === 'executed' ? 'statement 2026-11/3' : null;
  const decision = { kind, id, resolution, bunqObjectId, evidence, reason: 'looked at together' };
  const proposalId = await reviews.propose(anna, decision);
  await reviews.approve(bram, proposalId, null);
  return until('the worker to decide', async () => {
    const proposal = await reviews.find(proposalId);
    return proposal?.status === 'applied' || proposal?.status === 'refused' ? proposal : undefined;
  });
}

/** The bank showed another amount for a while; what it shows now is right. */
async function payoutInReview(): Promise<string> {
  const { accountId } = shop.owner;
  const reading = { method: 'GET', path: `^/v1/user/\\d+/monetary-account/${accountId}/payment`, times: 500 };
  await stack.bank.layFault(reading, { status: 503, body: '' });
  const { id } = await createPayout(shop.partner, payoutBody(other));
  await waitForPayout(shop.partner, `/v1/payouts/${id}`, ['accepted']);
  const movement = stack.emulator.bank.tables.payments
    .where('account', accountId)
    .find((one) => one.merchantReference === id);
  if (!movement) throw new Error('the bank moved nothing');
  const { amount } = movement;
  movement.amount = amount - 1n;
  await stack.bank.clearFaults();
  await waitForPayout(shop.partner, `/v1/payouts/${id}`, ['in_review']);
  movement.amount = amount;
  return id;
}

describe('a payout in review', () => {
  it('is not ended against what the bank shows, and is executed when it shows it', async () => {
    const id = await payoutInReview();
    expect(await decide('payout', id, 'failed')).toMatchObject({
      status: 'refused',
      contradiction: 'accepted_at_bank',
    });
    expect(await decide('payout', id, 'executed')).toMatchObject({ status: 'applied', contradiction: null });
    expect(await waitForPayout(shop.partner, `/v1/payouts/${id}`, ['executed'])).toMatchObject({ review_reason: null });
    expect(await payoutViolations(stack)).toEqual([]);
  });

  it('leaves its review by two operators only, as the database says', async () => {
    const id = fromPublicId('payout', await payoutInReview()) ?? '';
    await expect(sql.rows(`UPDATE payouts SET status = 'executed' WHERE id = $1`, [id])).rejects.toThrow(
      'by the decision of two operators only',
    );
  });

  it('is shown and proposed at the command line', async () => {
    const id = await payoutInReview();
    const variables = { ...stack.environment.variables, SLUIS_OPERATOR_TOKEN: anna.token };
    expect((await sluis(variables, 'review', 'list', '--json')).stdout).toContain(id);
    const decision = ['--resolution', 'executed', '--evidence', 'statement 3', '--reason', 'seen', '--json'];
    const proposed = await sluis(variables, 'review', 'propose', '--order', id, ...decision);
    expect(proposed).toMatchObject({ code: 0 });
    const shown = await sluis(variables, 'review', 'show', '--order', id);
    expect(JSON.parse(shown.stdout)).toMatchObject({ order: id, proposals: [{ status: 'proposed' }] });
  });
});

describe('a request to the partner in review', () => {
  const putPath = '^/v1/user/\\d+/monetary-account/\\d+/request-response/\\d+$';
  const incomingPath = (id: string) => `/v1/incoming-payment-requests/${id}`;
  let amountCents = 300;

  /** The answer's own answer is lost, and no read tells what became of it within its time. */
  async function acceptedInDoubt(effect: Record<string, unknown>): Promise<{ id: string; responseId: number }> {
    amountCents += 1;
    const amount = (amountCents / 100).toFixed(2);
    const inquiryId = creditor.ask(shop.owner, amount);
    await hintAt(stack, { RequestResponse: { monetary_account_id: shop.owner.accountId } });
    const { id } = await until('the request to be seen', async () => {
      const { data } = (await shop.partner.get('/v1/incoming-payment-requests?limit=100').expect(200)).body as {
        data: { id: string; amount: { value: string } }[];
      };
      return data.find((one) => one.amount.value === amount);
    });
    await stack.bank.layFault({ method: 'PUT', path: putPath, body: `"${amount}"` }, effect);
    const unreadable = { method: 'GET', path: `^/v1/user/\\d+/monetary-account/\\d+/request-response`, times: 5_000 };
    await stack.bank.layFault(unreadable, { status: 503, body: '' });
    await shop.partner.post(`${incomingPath(id)}/accept`, {}).expect(200);
    await shop.partner.waitFor(incomingPath(id), ['outcome_unknown']);
    const answer = `incoming_request_id = '${fromPublicId('incomingPaymentRequest', id)}' AND status <> 'settled'`;
    await sql.rows(
      `UPDATE incoming_request_answers SET unknown_since = unknown_since - interval '1 day' WHERE ${answer}`,
    );
    // It must have been read once more to be given up: and is read as one that still waits.
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(inquiryId);
    if (!inquiry) throw new Error('not at the bank');
    const { status } = inquiry;
    Object.assign(inquiry, { status: 'PENDING' });
    await stack.bank.clearFaults();
    await shop.partner.waitFor(incomingPath(id), ['in_review'], 60_000);
    Object.assign(inquiry, { status });
    return { id, responseId: inquiry.responseId ?? 0 };
  }

  it('is not ended against what the bank shows, and is accepted when it shows that it was paid', async () => {
    const { id } = await acceptedInDoubt({ drop: 'after' });
    expect((await shop.partner.get(incomingPath(id)).expect(200)).body).toMatchObject({
      review_reason: 'outcome_never_known',
    });
    expect(await decide('incoming_payment_request', id, 'failed')).toMatchObject({
      status: 'refused',
      contradiction: 'accepted_at_bank',
    });
    expect(await decide('incoming_payment_request', id, 'executed')).toMatchObject({ status: 'applied' });
    expect(await shop.partner.waitFor(incomingPath(id), ['accepted'])).toMatchObject({ review_reason: null });
  }, 90_000);

  it('waits again when it is adopted, and can be answered anew', async () => {
    const { id, responseId } = await acceptedInDoubt({ drop: 'before' });
    expect(await decide('incoming_payment_request', id, 'executed')).toMatchObject({
      status: 'refused',
      contradiction: 'not_accepted_at_bank',
    });
    expect(await decide('incoming_payment_request', id, 'adopt', responseId)).toMatchObject({ status: 'applied' });
    expect(await shop.partner.waitFor(incomingPath(id), ['pending'])).toMatchObject({ answer: null });
    await shop.partner.post(`${incomingPath(id)}/accept`, {}).expect(200);
    await shop.partner.waitFor(incomingPath(id), ['accepted']);
  }, 90_000);

  it('leaves its review by two operators only, as the database says', async () => {
    const { id } = await acceptedInDoubt({ drop: 'before' });
    const own = fromPublicId('incomingPaymentRequest', id) ?? '';
    await expect(
      sql.rows(`UPDATE incoming_payment_requests SET status = 'accepted' WHERE id = $1`, [own]),
    ).rejects.toThrow('by the decision of two operators only');
  }, 90_000);
});

describe('a payment request in review', () => {
  it('is not said to be paid over another amount, goes on when it is adopted, and is accepted', async () => {
    const { id } = await createRequest(shop.partner, requestBody(other));
    const atBank = await requestAtBank(stack.bank, id);
    await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['pending']);
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(atBank.id);
    if (!inquiry) throw new Error('not at the bank');
    Object.assign(inquiry, { status: 'ACCEPTED', amountResponded: 1249n });
    await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['in_review']);
    expect(await decide('payment_request', id, 'executed')).toMatchObject({
      status: 'refused',
      contradiction: 'amount_paid_differs',
    });
    // The bank corrects itself: nobody has answered yet.
    Object.assign(inquiry, { status: 'PENDING', amountResponded: null });
    expect(await decide('payment_request', id, 'adopt', atBank.id)).toMatchObject({ status: 'applied' });
    await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['pending']);
    await decideRequest(stack.bank, other, atBank.id, 'accept');
    await shop.partner.waitFor(`/v1/payment-requests/${id}`, ['accepted']);
  });
});

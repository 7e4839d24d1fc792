import type { INestApplicationContext } from '@nestjs/common';
import { Money } from '@sluis/money';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { Reconciliation, Reviews, type Resolution } from '@sluis/reconciliation';
import { SpendingRules } from '@sluis/spending-rules';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { createOperator, type TestOperator } from '../support/operators.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { connectShop, decideRequest, hintAt, type ConnectedShop } from './support/connected-shop.js';
import { chooseRequest, fallbackBody, type PaymentByRequest } from './support/payer-request.js';

let stack: Stack;
let worker: INestApplicationContext;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;
let anna: TestOperator;
let bram: TestOperator;

beforeAll(async () => {
  // By hand: the tests say when the books are looked at.
  const overrides = { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft', RECONCILIATION_INTERVAL_MS: '3600000' };
  stack = await startStack({ withWorker: false, withBusinessAccount: true, overrides });
  worker = await stack.startWorker();
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  payer = await stack.bank.createUser('A. Visser', '5000.00');
  anna = await createOperator(stack, 'desk-1');
  bram = await createOperator(stack, 'desk-2');
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const paymentPath = (id: string) => `/v1/payments/${id}`;
const requestPath = (id: string) => `/v1/payment-requests/${id}`;
const chosen = (of = shop) => chooseRequest(stack, of, payer.iban);
const euros = (value: string) => ({ value, currency: 'EUR' });

/** What the bank shows of the request, as nobody at the bank would do it. */
async function showAtBank({ atBank }: PaymentByRequest, shown: Record<string, unknown>): Promise<void> {
  const inquiry = stack.emulator.bank.tables.requestInquiries.get(atBank.id);
  if (!inquiry) throw new Error('not at the bank');
  Object.assign(inquiry, shown);
  await hintAt(stack, { RequestInquiry: { id: atBank.id } });
}

/** The bank says that another amount was paid. */
async function inReview(of = shop): Promise<PaymentByRequest> {
  const payment = await chosen(of);
  await showAtBank(payment, { status: 'ACCEPTED', amountResponded: 1249n });
  await of.partner.waitFor(paymentPath(payment.id), ['in_review']);
  return payment;
}

/** Two operators decide about the request, and the worker holds it against the bank. */
async function decide({ requestId, atBank }: PaymentByRequest, resolution: Resolution): Promise<void> {
  const reviews = stack.api.get(Reviews);
  const proposalId = await reviews.propose(anna, {
    kind: 'payment_request',
    id: fromPublicId('paymentRequest', requestId) ?? '',
    resolution,
    bunqObjectId: resolution === 'adopt' ? atBank.id : null,
    evidence: resolution === 'executed' ? 'statement 3' : null,
    reason: 'looked at together',
  });
  await reviews.approve(bram, proposalId, null);
  await until('the worker to decide', async () => {
    const proposal = await reviews.find(proposalId);
    if (proposal?.status === 'refused') throw new Error(`refused: ${proposal.contradiction}`);
    return proposal?.status === 'applied' || undefined;
  });
}

async function gapsOf({ id }: PaymentByRequest): Promise<string[]> {
  const rows = await sql.rows<{ gap: string }>(
    `SELECT kind || ' ' || (details->>'problem') || CASE WHEN closed_at IS NULL THEN ' open' ELSE ' closed' END AS gap
     FROM reconciliation_gaps WHERE subject = $1 ORDER BY opened_at, kind`,
    [id],
  );
  return rows.map(({ gap }) => gap);
}

/** Looks until everything that changed so far has been looked at. */
async function lookAtBooks(): Promise<void> {
  const changed = await sql.value<string>(`SELECT pg_snapshot_xmax(pg_current_snapshot())::text`);
  await until('the books to be looked at', async () => {
    await worker.get(Reconciliation).run('report');
    const seen = await sql.rows(
      `SELECT 1 FROM reconciliation_cursors WHERE name = 'payment' AND xact_id >= $1::text::xid8`,
      [changed ?? ''],
    );
    return seen.length > 0 || undefined;
  });
}

describe('a review of the request', () => {
  it('is the payment’s too, and both wait again when the request is adopted', async () => {
    const payment = await inReview();
    expect((await shop.partner.get(paymentPath(payment.id)).expect(200)).body).toMatchObject({
      review_reason: 'amount_paid_differs',
    });
    await showAtBank(payment, { status: 'PENDING', amountResponded: null });
    await decide(payment, 'adopt');
    expect(await shop.partner.waitFor(paymentPath(payment.id), ['awaiting_authorisation'])).toMatchObject({
      review_reason: null,
      bank_status: 'PENDING',
    });
    await decideRequest(stack.bank, payer, payment.atBank.id, 'accept');
    await shop.partner.waitFor(paymentPath(payment.id), ['executed']);
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual([]);
  });

  it.each([
    ['executed', { status: 'ACCEPTED', amountResponded: 1250n }, 'executed', 'accepted'],
    ['failed', { status: 'REJECTED', amountResponded: null }, 'failed', 'failed'],
    ['cancelled', { status: 'PENDING', amountResponded: null }, 'cancelled', 'revoked'],
  ] as const)('ends both when operators find it %s', async (resolution, shown, status, requestStatus) => {
    const payment = await inReview();
    await showAtBank(payment, shown);
    await decide(payment, resolution);
    await shop.partner.waitFor(paymentPath(payment.id), [status]);
    await shop.partner.waitFor(requestPath(payment.requestId), [requestStatus]);
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual([]);
  });

  it('ends the payment when its time is over by then, and takes the request back', async () => {
    const payment = await inReview();
    await sql.rows(`UPDATE payments SET expires_at = now() WHERE id = $1`, [fromPublicId('payment', payment.id) ?? '']);
    await showAtBank(payment, { status: 'PENDING', amountResponded: null });
    await decide(payment, 'adopt');
    expect(await shop.partner.waitFor(paymentPath(payment.id), ['expired'])).toMatchObject({ bank_status: 'REVOKED' });
    await shop.partner.waitFor(requestPath(payment.requestId), ['expired']);
  });

  it('is not left without a decision of two operators, as the database says', async () => {
    const { id } = await inReview();
    await expect(
      sql.rows(`UPDATE payments SET status = 'executed' WHERE id = $1`, [fromPublicId('payment', id) ?? '']),
    ).rejects.toThrow('by the decision of two operators only');
  });
});

describe('the books', () => {
  it('have no gap while such a payment waits, when it is paid and when it is not', async () => {
    const payments = [await chosen(), await chosen(), await chosen(), await inReview()] as const;
    const [paid, refused, waiting] = payments;
    await decideRequest(stack.bank, payer, paid.atBank.id, 'accept');
    await decideRequest(stack.bank, payer, refused.atBank.id, 'reject');
    await shop.partner.waitFor(paymentPath(paid.id), ['executed']);
    await shop.partner.waitFor(paymentPath(refused.id), ['rejected']);
    await lookAtBooks();
    for (const payment of payments) expect(await gapsOf(payment)).toEqual([]);
    await shop.partner.post(`${paymentPath(waiting.id)}/cancel`).expect(200);
    await shop.partner.waitFor(paymentPath(waiting.id), ['cancelled']);
  });

  it('have one when the request tells otherwise than the payment, until it no longer does', async () => {
    const payment = await chosen();
    await decideRequest(stack.bank, payer, payment.atBank.id, 'accept');
    await shop.partner.waitFor(paymentPath(payment.id), ['executed']);
    const request = [fromPublicId('paymentRequest', payment.requestId) ?? ''];
    await sql.rows(`UPDATE payment_requests SET status = 'rejected' WHERE id = $1`, request);
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual(['payment_mismatch request_tells_otherwise open']);
    await sql.rows(`UPDATE payment_requests SET status = 'accepted' WHERE id = $1`, request);
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual(['payment_mismatch request_tells_otherwise closed']);
  });

  it('have one for a request that ends unpaid after its payment was executed, and none while operators look at it', async () => {
    const payment = await chosen();
    await decideRequest(stack.bank, payer, payment.atBank.id, 'accept');
    await shop.partner.waitFor(paymentPath(payment.id), ['executed']);
    await showAtBank(payment, { status: 'REVOKED', amountResponded: null });
    await shop.partner.waitFor(requestPath(payment.requestId), ['in_review']);
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual([]);
    await decide(payment, 'failed');
    await shop.partner.waitFor(requestPath(payment.requestId), ['failed']);
    expect((await shop.partner.get(paymentPath(payment.id)).expect(200)).body).toMatchObject({ status: 'executed' });
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual(['payment_mismatch request_tells_otherwise open']);
  });
});

describe('the end of the connected account', () => {
  const disconnect = ({ partner, connectionId }: ConnectedShop) =>
    request(stack.apiUrl)
      .delete(`/v1/bank-connections/${connectionId}`)
      .set('Authorization', `Bearer ${partner.key}`)
      .expect((answer) => expect([200, 204]).toContain(answer.status));

  it('takes the request back at the bank, and the payment is cancelled', async () => {
    const other = await connectShop(stack);
    const payment = await chosen(other);
    await disconnect(other);
    await other.partner.waitFor(paymentPath(payment.id), ['cancelled']);
    const { requests } = await stack.bank.state();
    expect(requests.find(({ id }) => id === payment.atBank.id)).toMatchObject({ status: 'REVOKED' });
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual([]);
  });

  it('at the bank puts both in review: the payer may still pay, and nobody could see it', async () => {
    const other = await connectShop(stack, { method: 'oauth' });
    const payment = await chosen(other);
    await stack.bank.revoke(other.owner);
    expect(await other.partner.waitFor(paymentPath(payment.id), ['in_review'])).toMatchObject({
      review_reason: 'bank_access_lost',
    });
    await lookAtBooks();
    expect(await gapsOf(payment)).toEqual([]);
  });

  it('before the payer chose leaves them the page of the bank, and says that the other way is closed', async () => {
    const other = await connectShop(stack);
    const { id, authorisation_url: url } = await other.partner.createPayment(fallbackBody(other));
    await disconnect(other);
    const browser = new PayerBrowser();
    const answer = await browser.submit(`${url}?lang=en`, { address: payer.iban }, `${url}/request?lang=en`);
    expect(answer.status).toBe(422);
    expect(answer.html).toContain('cannot be sent for this payment now');
    expect((await browser.submit(url, { iban: payer.iban })).location).toContain('/auth');
    expect(await other.partner.waitFor(paymentPath(id), ['awaiting_authorisation'])).toMatchObject({
      rail: 'psp_draft',
      payment_request_id: null,
    });
  });
});

describe('what a payment by request takes up of a spending rule', () => {
  async function usedToday({ partner }: ConnectedShop): Promise<string | undefined> {
    const { body } = await partner.get('/v1/spending-rules').expect(200);
    return (body as { data: { per_day: { used: { value: string } } }[] }).data[0]?.per_day.used.value;
  }

  it('is given back when the request ends unpaid, and kept when it is paid', async () => {
    const other = await connectShop(stack);
    const limits = { perPayment: null, perDay: Money.fromWire(euros('30.00')), perMonth: null, allowedCreditors: null };
    const by = { actor: { type: 'operator', id: 'test' } as const, reason: 'a test' };
    await stack.api
      .get(Transactions)
      .run((tx) => stack.api.get(SpendingRules).setForPartner(tx, other.partner.partnerId, limits, by));
    const [refused, paid] = [await chosen(other), await chosen(other)];
    expect(await usedToday(other)).toBe('25.00');
    expectProblem(await other.partner.post('/v1/payments', fallbackBody(other)), {
      status: 422,
      code: 'spending_rule_broken',
    });
    await decideRequest(stack.bank, payer, refused.atBank.id, 'reject');
    await other.partner.waitFor(paymentPath(refused.id), ['rejected']);
    expect(await usedToday(other)).toBe('12.50');
    const reviewed = await inReview(other);
    expect(await usedToday(other)).toBe('25.00');
    await showAtBank(reviewed, { status: 'REJECTED', amountResponded: null });
    await decide(reviewed, 'failed');
    await other.partner.waitFor(paymentPath(reviewed.id), ['failed']);
    await decideRequest(stack.bank, payer, paid.atBank.id, 'accept');
    await other.partner.waitFor(paymentPath(paid.id), ['executed']);
    expect(await usedToday(other)).toBe('12.50');
  });
});

describe('a fallback is refused', () => {
  it.each([
    ['for an order of many', { amount: undefined, creditor: undefined, remittance_information: undefined, entries: 1 }],
    ['for later', { schedule: { start: '2099-01-01T09:00:00Z' } }],
    ['under a consent', { consent_id: 'con_1', account_id: 'acc_1', redirect_uri: undefined }],
  ] as const)('%s', async (_, change) => {
    const { amount, creditor, remittance_information, ...rest } = fallbackBody(shop);
    const entries = 'entries' in change ? { entries: [{ amount, creditor, remittance_information }] } : {};
    const body = { ...rest, amount, creditor, remittance_information, ...change, ...entries };
    const answer = await shop.partner.post('/v1/payments', body);
    expectProblem(answer, { status: 400, code: 'request_invalid' });
    expect(JSON.stringify(answer.body)).toContain('/fallback');
  });

  it('to the account of another partner', async () => {
    const other = await connectShop(stack);
    const body = { ...fallbackBody(shop), creditor: { name: 'Koffie & Zo', iban: other.owner.iban } };
    expectProblem(await shop.partner.post('/v1/payments', body), { status: 422, code: 'bank_connection_not_usable' });
  });
});

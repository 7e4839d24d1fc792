import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { connectShop, decideRequest, refundRequest, hintAt, type ConnectedShop } from './support/connected-shop.js';
import { chooseRequest, fallbackBody } from './support/payer-request.js';

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack({ overrides: { PAYMENT_UNKNOWN_PAYER_RAIL: 'psp_draft' } });
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  payer = await stack.bank.createUser('A. Visser', '5000.00');
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const path = (id: string) => `/v1/payments/${id}`;
async function read(id: string): Promise<Record<string, unknown>> {
  return (await shop.partner.get(path(id)).expect(200)).body as Record<string, unknown>;
}

const chosen = () => chooseRequest(stack, shop, payer.iban);

async function statusesOf(id: string): Promise<string[]> {
  const { body } = await shop.partner.get(`${path(id)}/timeline`).expect(200);
  return (body as { data: { status: string }[] }).data.map(({ status }) => status);
}

describe('a payer who wants a payment request instead', () => {
  it('answers it in their app, and the payment is executed', async () => {
    const { id, url, browser, requestId, atBank } = await chosen();
    expect(await read(id)).toMatchObject({
      rail: 'payment_request',
      fallback: 'payment_request',
      bank_status: 'PENDING',
    });
    expect(atBank).toMatchObject({ status: 'PENDING', amount: '12.50', merchant_reference: requestId });
    expect((await browser.open(`${url}?lang=en`)).html).toContain('Answer the request in your bunq app');
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    expect(await shop.partner.waitFor(path(id), ['executed'])).toMatchObject({
      bank_status: 'ACCEPTED',
      creditable: { basis: 'within_bunq' },
      debtor: { iban: payer.iban },
    });
    const { body } = await shop.partner.get(`/v1/payment-requests/${requestId}`).expect(200);
    expect(body).toMatchObject({ status: 'accepted', amount_paid: { value: '12.50', currency: 'EUR' } });
    expect(await statusesOf(id)).toEqual([
      'received',
      'submitting',
      'awaiting_authorisation',
      'authorised',
      'executed',
      // And at once creditable.
      'executed',
    ]);
    expect((await browser.open(`${url}?lang=en`)).html).toContain('Your payment has been made');
  });

  it('is offered that on the page only where the partner allowed it', async () => {
    const open = async (body: Record<string, unknown>) =>
      (await new PayerBrowser().open(`${(await shop.partner.createPayment(body)).authorisation_url}?lang=en`)).html;
    expect(await open(fallbackBody(shop))).toContain('Get a payment request in your bunq app instead');
    const plain = paymentBody(shop.partner, shop.owner);
    expect(await open(plain)).not.toContain('Get a payment request');
    const { id, authorisation_url: url } = await shop.partner.createPayment(plain);
    await new PayerBrowser().submit(url, { address: payer.iban }, `${url}/request`);
    expect(await read(id)).toMatchObject({ status: 'received', payment_request_id: null });
  });

  it('is told what is wrong with what they typed, and nothing happens', async () => {
    const { id, authorisation_url: url } = await shop.partner.createPayment(fallbackBody(shop));
    const browser = new PayerBrowser();
    for (const [address, said] of [
      ['', 'Enter an e-mail address'],
      ['NL91 ABNA 0417 1643 00', 'no complete e-mail address'],
      [shop.owner.iban, 'the account that is to be paid'],
    ] as const) {
      const answer = await browser.submit(url, { address }, `${url}/request?lang=en`);
      expect(answer.status).toBe(422);
      expect(answer.html).toContain(said);
    }
    expect(await read(id)).toMatchObject({ status: 'received', rail: 'psp_draft' });
  });

  it('types nothing where the partner named their account', async () => {
    const { id, authorisation_url: url } = await shop.partner.createPayment(fallbackBody(shop, payer));
    const browser = new PayerBrowser();
    expect((await browser.open(`${url}?request=1`)).html).not.toContain('name="address"');
    const other = await stack.bank.createUser('B. Jansen');
    await browser.submit(url, { address: other.iban }, `${url}/request`);
    const waiting = await shop.partner.waitFor(path(id), ['awaiting_authorisation']);
    const { body } = await shop.partner.get(`/v1/payment-requests/${String(waiting['payment_request_id'])}`);
    expect(body).toMatchObject({ debtor: { iban: payer.iban } });
  });

  it('fails when the bank knows nobody by that address: no link goes out to a stranger', async () => {
    const { id, authorisation_url: url } = await shop.partner.createPayment(fallbackBody(shop));
    await new PayerBrowser().submit(url, { address: 'nobody@elsewhere.example' }, `${url}/request`);
    expect(await shop.partner.waitFor(path(id), ['failed'])).toMatchObject({
      failure: { stage: 'submission', reason: 'bank_refused' },
    });
  });
});

describe('a payment that goes by a payment request', () => {
  it('is rejected with it', async () => {
    const { id, atBank } = await chosen();
    await decideRequest(stack.bank, payer, atBank.id, 'reject');
    expect(await shop.partner.waitFor(path(id), ['rejected'])).toMatchObject({ iso_status: 'RJCT' });
  });

  it('takes it back when the partner cancels the payment, and is cancelled when the bank has', async () => {
    const { id, requestId } = await chosen();
    await shop.partner.post(`${path(id)}/cancel`).expect(200);
    await shop.partner.waitFor(path(id), ['cancelled']);
    await shop.partner.waitFor(`/v1/payment-requests/${requestId}`, ['revoked']);
    const { requests } = await stack.bank.state();
    expect(requests.find((one) => one.merchant_reference === requestId)).toMatchObject({ status: 'REVOKED' });
  });

  it('is cancelled when the partner takes the request back', async () => {
    const { id, requestId } = await chosen();
    await shop.partner.post(`/v1/payment-requests/${requestId}/revoke`).expect(200);
    expect(await shop.partner.waitFor(path(id), ['cancelled'])).toMatchObject({ bank_status: 'REVOKED' });
  });

  it('expires by its own clock, and takes the request back', async () => {
    const { id, requestId } = await chosen();
    await sql.rows(`UPDATE payments SET expires_at = now() WHERE id = $1`, [fromPublicId('payment', id) ?? '']);
    await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'payments.expire' AND subject LIKE $1`, [
      `%/${fromPublicId('payment', id)}`,
    ]);
    expect(await shop.partner.waitFor(path(id), ['expired'])).toMatchObject({ bank_status: 'REVOKED' });
    await shop.partner.waitFor(`/v1/payment-requests/${requestId}`, ['expired']);
  });

  it('is in review while the request is', async () => {
    const { id, atBank } = await chosen();
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(atBank.id);
    if (!inquiry) throw new Error('not at the bank');
    Object.assign(inquiry, { status: 'ACCEPTED', amountResponded: 1249n });
    expect(await shop.partner.waitFor(path(id), ['in_review'])).toMatchObject({ review_reason: 'amount_paid_differs' });
  });

  it('is refunded once: not by a payout when its payer asked for the money back at the bank', async () => {
    const { id, requestId, atBank } = await chosen();
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    await shop.partner.waitFor(path(id), ['executed']);
    const part = { amount: { value: '1.00', currency: 'EUR' } };
    await shop.partner.post(`${path(id)}/refunds`, part).expect(201);
    await refundRequest(stack.bank, payer, atBank.id, 'ask');
    await hintAt(stack, { RequestInquiry: { id: atBank.id } });
    await shop.partner.waitFor(`/v1/payment-requests/${requestId}`, ['refund_requested']);
    expectProblem(await shop.partner.post(`${path(id)}/refunds`, part), {
      status: 422,
      code: 'payment_not_refundable',
    });
    expect(await read(id)).toMatchObject({ status: 'executed' });
  });
});

describe('a fallback is refused', () => {
  it('where the creditor is no connected account of the partner', async () => {
    const other = await stack.bank.createUser('Bakker');
    const body = { ...paymentBody(shop.partner, other), fallback: 'payment_request' };
    const answer = await shop.partner.post('/v1/payments', body);
    expectProblem(answer, { status: 422, code: 'bank_connection_not_usable' });
    expect(JSON.stringify(answer.body)).toContain('/fallback');
  });

  it('where the partner has connected nothing', async () => {
    const partner = await stack.createPartner();
    const body = { ...paymentBody(partner, shop.owner), fallback: 'payment_request' };
    expectProblem(await partner.post('/v1/payments', body), { status: 422, code: 'bank_connection_not_usable' });
  });

  it('for a creditor without an IBAN', async () => {
    const body = { ...fallbackBody(shop), creditor: { name: 'Koffie & Zo', email: 'shop@example.com' } };
    expectProblem(await shop.partner.post('/v1/payments', body), { status: 400, code: 'request_invalid' });
  });
});

describe('both ways at the same moment', () => {
  it('one wins, fifty times', async () => {
    const outcomes = new Set<unknown>();
    for (let round = 0; round < 50; round += 1) {
      // Equal orders without a reference wait for each other.
      const amount = { value: `13.${10 + round}`, currency: 'EUR' };
      const payment = await shop.partner.createPayment({ ...fallbackBody(shop), amount });
      const url = payment.authorisation_url;
      const browser = new PayerBrowser();
      const { html } = await browser.open(url);
      const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const send = (action: string, fields: Record<string, string>) =>
        browser.open(action, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
      const ways = [() => send(url, { iban: payer.iban }), () => send(`${url}/request`, { address: payer.iban })];
      await Promise.all((round % 2 ? ways : ways.toReversed()).map((way) => way()));
      const { rail, payment_request_id: requestId } = await shop.partner.waitFor(path(payment.id), [
        'awaiting_authorisation',
      ]);
      outcomes.add(rail);
      const id = fromPublicId('payment', payment.id) ?? '';
      const [orders] = await sql.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM order_attempts WHERE order_id = $1 AND status <> 'refused'`,
        [id],
      );
      expect({ rail, orders: orders?.count, hasRequest: requestId !== null }).toEqual(
        rail === 'payment_request'
          ? { rail, orders: 0, hasRequest: true }
          : { rail: 'psp_draft', orders: 1, hasRequest: false },
      );
      await shop.partner.post(`${path(payment.id)}/cancel`).expect(200);
      await shop.partner.waitFor(path(payment.id), ['cancelled']);
    }
    expect(outcomes).toEqual(new Set(['payment_request', 'psp_draft']));
  }, 240_000);
});

it('leaves the books in order', async () => {
  const gaps = await until('the books to be looked at', async () =>
    sql.rows<{ kind: string }>(
      `SELECT p.id FROM payments p JOIN payment_requests r ON r.partner_id = p.partner_id AND r.id = p.payment_request_id
       WHERE (p.status = 'executed') <> (r.status IN ('accepted', 'refund_requested', 'refunded'))`,
    ),
  );
  expect(gaps).toEqual([]);
});

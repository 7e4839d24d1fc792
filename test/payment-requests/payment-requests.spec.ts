import { fromPublicId } from '@sluis/persistence';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { expectProblem } from '../support/problem.js';
import { signedAnswersOf } from '../support/signed-answers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import {
  connectShop,
  createRequest,
  decideRequest,
  hintAt,
  refundRequest,
  requestAtBank,
  requestBody,
  requestsAtBank,
  type ConnectedShop,
} from './support/connected-shop.js';

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack({ withBusinessAccount: true });
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack);
  payer = await stack.bank.createUser('A. Visser', '1000.00');
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const path = (id: string) => `/v1/payment-requests/${id}`;

/** A request that stands at the bank. */
async function pendingRequest(change: Record<string, unknown> = {}) {
  const { id } = await createRequest(shop.partner, requestBody(payer, change));
  await shop.partner.waitFor(path(id), ['pending']);
  return { id, atBank: await requestAtBank(stack.bank, id) };
}

async function eventTypes(id: string): Promise<string[]> {
  const rows = await sql.rows<{ type: string }>(
    `SELECT type FROM events WHERE resource_id = $1 ORDER BY resource_version`,
    [fromPublicId('paymentRequest', id) ?? ''],
  );
  return rows.map(({ type }) => type.replace('payment_request.', ''));
}

describe('a payment request', () => {
  it('is accepted when the payer pays it, with the amount and the reference as evidence', async () => {
    const { id, atBank } = await pendingRequest({ reference: 'table-4' });
    expect(atBank).toMatchObject({ status: 'PENDING', amount: '12.50', merchant_reference: id });
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    const accepted = await shop.partner.waitFor(path(id), ['accepted']);
    expect(accepted).toMatchObject({
      bank_status: 'ACCEPTED',
      amount_paid: { value: '12.50', currency: 'EUR' },
      reference: 'table-4',
      bank_connection_id: shop.connectionId,
      accepted_at: expect.any(String),
      bank_expires_at: expect.any(String),
    });
    expect(await eventTypes(id)).toEqual(['received', 'submitting', 'pending', 'accepted']);
    expect(await signedAnswersOf(sql, id)).toEqual([{ outcome: 'done', cause: null, kept: 1 }]);
  });

  it('is rejected when the payer says no', async () => {
    const { id, atBank } = await pendingRequest();
    await decideRequest(stack.bank, payer, atBank.id, 'reject');
    expect(await shop.partner.waitFor(path(id), ['rejected'])).toMatchObject({ amount_paid: null });
  });

  it('is refunded when the payer asks for the money back, and that is seen by a hint alone', async () => {
    const { id, atBank } = await pendingRequest();
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    await shop.partner.waitFor(path(id), ['accepted']);
    const hint = () => hintAt(stack, { RequestInquiry: { id: atBank.id } });
    await refundRequest(stack.bank, payer, atBank.id, 'ask');
    await hint();
    await shop.partner.waitFor(path(id), ['refund_requested']);
    await refundRequest(stack.bank, payer, atBank.id, 'give');
    await hint();
    await shop.partner.waitFor(path(id), ['refunded']);
    expect(await eventTypes(id)).toEqual([
      'received',
      'submitting',
      'pending',
      'accepted',
      'refund_requested',
      'refunded',
    ]);
  });

  it('goes out as a link to somebody who is no customer of the bank, who can pay by it', async () => {
    const { id, atBank } = await pendingRequest({ debtor: { email: 'nobody@elsewhere.example' } });
    const shareable = await until('the link to be shown', async () => {
      const { body } = await shop.partner.get(path(id)).expect(200);
      const { share_url: url } = body as { share_url: string | null };
      return url ?? undefined;
    });
    expect(shareable).toMatch(/^https:\/\/bunq\.me\//);
    expect(await eventTypes(id)).toEqual(['received', 'submitting', 'pending', 'shareable']);
    await stack.bank.post(`/_emulator/links/${atBank.id}/pay`, {});
    await shop.partner.waitFor(path(id), ['accepted']);
  });

  it('fails when the bank refuses it: no link allowed, and nobody there', async () => {
    const body = requestBody(payer, { debtor: { phone: '+31612345678' }, allow_link: false });
    const { id } = await createRequest(shop.partner, body);
    expect(await shop.partner.waitFor(path(id), ['failed'])).toMatchObject({
      failure: { stage: 'submission', reason: 'bank_refused' },
    });
  });

  it('asks for an age and an address, and shows the address that came with the yes', async () => {
    const { id, atBank } = await pendingRequest({ minimum_age: 18, requested_address: 'billing' });
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    expect(await shop.partner.waitFor(path(id), ['accepted'])).toMatchObject({
      minimum_age: 18,
      requested_address: 'billing',
      billing_address: { city: expect.any(String), country: 'NL' },
      shipping_address: null,
    });
  });

  it('is in review when the bank says it was paid with another amount', async () => {
    const { id, atBank } = await pendingRequest();
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(atBank.id);
    if (!inquiry) throw new Error('not at the bank');
    Object.assign(inquiry, { status: 'ACCEPTED', amountResponded: 1249n });
    expect(await shop.partner.waitFor(path(id), ['in_review'])).toMatchObject({ review_reason: 'amount_paid_differs' });
  });
});

describe('taking a payment request back', () => {
  it('revokes it at the bank first', async () => {
    const { id, atBank } = await pendingRequest();
    const answer = await shop.partner.post(`${path(id)}/revoke`).expect(200);
    expect(answer.body).toMatchObject({ status: 'pending', end_requested: 'revoked' });
    await shop.partner.waitFor(path(id), ['revoked']);
    const requests = await requestsAtBank(stack.bank);
    expect(requests.find((one) => one.id === atBank.id)?.status).toBe('REVOKED');
    expectProblem(await shop.partner.post(`${path(id)}/revoke`), {
      status: 409,
      code: 'payment_request_not_revocable',
    });
  });

  it('comes too late when the payer was faster', async () => {
    const { id, atBank } = await pendingRequest();
    await stack.bank.layFault(
      { method: 'PUT', path: `^/v1/.*/request-inquiry/${atBank.id}$`, times: 3 },
      { drop: 'before' },
    );
    await shop.partner.post(`${path(id)}/revoke`).expect(200);
    await decideRequest(stack.bank, payer, atBank.id, 'accept');
    expect(await shop.partner.waitFor(path(id), ['accepted', 'revoked'])).toMatchObject({
      status: 'accepted',
      end_requested: 'revoked',
    });
  });

  it('happens by itself when the time that the partner set is over', async () => {
    const { id, atBank } = await pendingRequest({ expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    await sql.rows(`UPDATE payment_requests SET expires_at = now() WHERE id = $1`, [
      fromPublicId('paymentRequest', id) ?? '',
    ]);
    await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'payment_requests.expire'`);
    await shop.partner.waitFor(path(id), ['expired']);
    const requests = await requestsAtBank(stack.bank);
    expect(requests.find((one) => one.id === atBank.id)?.status).toBe('REVOKED');
  });

  it('follows the bank when a request lapses there', async () => {
    const { id, atBank } = await pendingRequest();
    const inquiry = stack.emulator.bank.tables.requestInquiries.get(atBank.id);
    if (!inquiry) throw new Error('not at the bank');
    inquiry.status = 'EXPIRED';
    expect(await shop.partner.waitFor(path(id), ['expired'])).toMatchObject({ bank_status: 'EXPIRED' });
  });
});

describe('a batch', () => {
  it('of a hundred asks each person once, and counts how far it is', async () => {
    const requests = Array.from({ length: 100 }, (_, index) =>
      requestBody(payer, { amount: { value: `1.${String(index).padStart(2, '0')}`, currency: 'EUR' } }),
    );
    const body = { reference: 'members-2026', payment_requests: requests };
    const created = await shop.partner.post('/v1/payment-request-batches', body).expect(201);
    const batch = created.body as { id: string; size: number; payment_requests: { id: string; batch_id: string }[] };
    expect(batch.size).toBe(100);
    expect(new Set(batch.payment_requests.map(({ batch_id }) => batch_id))).toEqual(new Set([batch.id]));
    const look = async () => (await shop.partner.get(`/v1/payment-request-batches/${batch.id}`).expect(200)).body;
    await until('all requests to stand at the bank', async () => {
      const { count_by_status: counts } = (await look()) as { count_by_status: Record<string, number> };
      return counts['pending'] === 100 ? true : undefined;
    });
    const ids = new Set(batch.payment_requests.map(({ id }) => id));
    const atBank = (await requestsAtBank(stack.bank)).filter((one) => ids.has(one.merchant_reference ?? ''));
    expect(atBank).toHaveLength(100);
    for (const one of atBank.slice(0, 3)) await decideRequest(stack.bank, payer, one.id, 'accept');
    await until('the paid ones to be counted', async () => {
      const { count_by_status: counts } = (await look()) as { count_by_status: Record<string, number> };
      return counts['accepted'] === 3 ? true : undefined;
    });
    expect(await look()).toMatchObject({ size: 100, amount: { value: '149.50', currency: 'EUR' } });
    const listed = await shop.partner.get(`/v1/payment-requests?batch_id=${batch.id}&limit=100`).expect(200);
    expect((listed.body as { data: object[] }).data).toHaveLength(100);
  }, 120_000);

  it('is refused whole when one of its requests breaks a rule, and names it', async () => {
    const due = () => sql.value(`SELECT count(*) FROM outbox WHERE kind = 'payment_requests.submit'`);
    const before = [await sql.counts(['payment_requests', 'payment_request_batches']), await due()];
    const requests = [requestBody(payer), requestBody(payer, { redirect_uri: 'https://elsewhere.example/' })];
    const answer = await shop.partner.post('/v1/payment-request-batches', { payment_requests: requests });
    expectProblem(answer, {
      status: 422,
      code: 'redirect_uri_not_registered',
      pointer: '/payment_requests/1/redirect_uri',
    });
    expect([await sql.counts(['payment_requests', 'payment_request_batches']), await due()]).toEqual(before);
  });

  it('is the same batch when the same key asks again', async () => {
    const body = { payment_requests: [requestBody(payer)] };
    const first = await shop.partner.post('/v1/payment-request-batches', body, 'batch-key-1').expect(201);
    const again = await shop.partner.post('/v1/payment-request-batches', body, 'batch-key-1').expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
  });
});

describe('an account connected by a visit to the bank', () => {
  it('may ask for money, and asks no more once it is disconnected', async () => {
    const visited = await connectShop(stack, { method: 'oauth' });
    const { partner } = visited;
    const { id } = await createRequest(partner, requestBody(payer));
    await partner.waitFor(path(id), ['pending']);
    const atBank = await requestAtBank(stack.bank, id);
    const { connectionId } = visited;
    await request(stack.apiUrl)
      .delete(`/v1/bank-connections/${connectionId}`)
      .set('Authorization', `Bearer ${partner.key}`)
      .expect((answer) => expect([200, 204]).toContain(answer.status));
    await partner.waitFor(path(id), ['revoked']);
    const requests = await requestsAtBank(stack.bank);
    expect(requests.find((one) => one.id === atBank.id)?.status).toBe('REVOKED');
    const answer = await partner.post('/v1/payment-requests', requestBody(payer));
    expectProblem(answer, { status: 422, code: 'bank_connection_not_usable' });
  });
});

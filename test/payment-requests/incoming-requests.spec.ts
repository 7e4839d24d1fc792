import { randomUUID } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BunqIncomingGateway } from '../../libs/payment-requests/src/incoming/bunq-incoming-gateway.js';
import { RecordIncomingOutcome } from '../../libs/payment-requests/src/incoming/record-incoming-outcome.js';
import { RequestPlaces } from '../../libs/payment-requests/src/request-places.js';
import { connectByKey } from '../support/connection-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { connectShop, hintAt, refundRequest, requestsAtBank, type ConnectedShop } from './support/connected-shop.js';
import { Creditor } from './support/creditor.js';

let stack: Stack;
let sql: Sql;
let shop: ConnectedShop;
let creditor: Creditor;

beforeAll(async () => {
  stack = await startStack({
    withBusinessAccount: true,
    overrides: { BUNQ_TIMEOUT_MS: '2500', RECONCILE_GIVE_UP_MS: '45000' },
  });
  sql = await Sql.open(stack.environment.database.url);
  shop = await connectShop(stack, { balance: '100000.00' });
  creditor = await Creditor.open(stack);
}, 60_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

interface FollowedRow {
  partnerId: string;
  id: string;
  connectionId: string;
  accountId: string;
  bankId: number;
}

interface Incoming {
  id: string;
  status: string;
  version: number;
}

const path = (id: string) => `/v1/incoming-payment-requests/${id}`;
const putPath = '^/v1/user/\\d+/monetary-account/\\d+/request-response/\\d+$';
let amountCents = 100;

function newAmount(): string {
  amountCents += 1;
  return (amountCents / 100).toFixed(2);
}

/** Somebody asks the shop for money, and the platform hears of it. */
async function incoming(
  change: { require_address?: 'BILLING' } = {},
  of: ConnectedShop = shop,
): Promise<{ id: string; amount: string; inquiryId: number }> {
  const amount = newAmount();
  const inquiryId = creditor.ask(of.owner, amount, change);
  await hintAt(stack, { RequestResponse: { monetary_account_id: of.owner.accountId } });
  const found = await until('the request to be seen', async () => {
    const { data } = (await of.partner.get('/v1/incoming-payment-requests?limit=100').expect(200)).body as {
      data: (Incoming & { amount: { value: string } })[];
    };
    return data.find((one) => one.amount.value === amount);
  });
  return { id: found.id, amount, inquiryId };
}

function accept(id: string, body: object = {}, partner: PartnerClient = shop.partner) {
  return partner.post(`${path(id)}/accept`, body);
}

/** How often the shop paid this amount. */
async function paid(amount: string): Promise<number> {
  const { payments } = await stack.bank.state();
  return payments.filter((payment) => payment.iban === shop.owner.iban && payment.amount === `-${amount}`).length;
}

async function history(id: string): Promise<string[]> {
  const rows = await sql.rows<{ type: string }>(
    `SELECT type FROM events WHERE resource_id = $1 ORDER BY resource_version`,
    [fromPublicId('incomingPaymentRequest', id) ?? ''],
  );
  return rows.map(({ type }) => type.replace('incoming_payment_request.', ''));
}

describe('a request to the partner', () => {
  it('is shown with who asks, how much and for what', async () => {
    const { id, amount } = await incoming();
    expect((await shop.partner.get(path(id)).expect(200)).body).toMatchObject({
      status: 'pending',
      bank_status: 'PENDING',
      bank_connection_id: shop.connectionId,
      amount: { value: amount, currency: 'EUR' },
      creditor: { name: 'M. De Zwaan', iban: creditor.user.iban },
      remittance_information: 'Flour',
      kind: 'internal',
      answer: null,
    });
  });

  it('is paid when the partner accepts it', async () => {
    const { id, amount } = await incoming();
    expect((await accept(id).expect(200)).body).toMatchObject({ status: 'answering', answer: 'accept' });
    expect(await shop.partner.waitFor(path(id), ['accepted'])).toMatchObject({ amount_paid: { value: amount } });
    expect(await paid(amount)).toBe(1);
    expect(await history(id)).toEqual(['pending', 'answering', 'accepted']);
    expect((await accept(id).expect(200)).body).toMatchObject({ status: 'accepted' });
    expectProblem(await shop.partner.post(`${path(id)}/reject`), {
      status: 409,
      code: 'incoming_request_not_answerable',
    });
    expect(await paid(amount)).toBe(1);
  });

  it('stays paid when a read that began before is recorded after', async () => {
    const { id, amount } = await incoming();
    const [row] = await sql.rows<FollowedRow>(
      `SELECT partner_id AS "partnerId", id, connection_id AS "connectionId", account_id AS "accountId",
              bunq_request_response_id::int AS "bankId" FROM incoming_payment_requests WHERE id = $1`,
      [fromPublicId('incomingPaymentRequest', id) ?? null],
    );
    if (!row) throw new Error('the request has no row');
    const place = await stack.api.get(RequestPlaces).toFollow(row);
    if (!place) throw new Error('the account cannot be read');
    const before = await stack.api.get(BunqIncomingGateway).read(place, row.bankId);
    await accept(id).expect(200);
    const paidOnce = await shop.partner.waitFor(path(id), ['accepted']);
    await stack.api.get(RecordIncomingOutcome).run(row, before);
    expect((await shop.partner.get(path(id)).expect(200)).body).toEqual(paidOnce);
    expect(paidOnce).toMatchObject({ bank_status: 'ACCEPTED' });
    expect(await paid(amount)).toBe(1);
  });

  it('is not answered while the books are compared after a restore', async () => {
    const { id, amount } = await incoming();
    await sql.rows(`INSERT INTO recoveries (id, cause) VALUES ($1, 'test')`, [randomUUID()]);
    try {
      const begun = await sql.value<Date>('SELECT clock_timestamp()');
      await accept(id).expect(200);
      // The worker looked, and put it off.
      await until('the worker to look', async () =>
        sql.value(
          `SELECT 1 FROM outbox WHERE kind = 'incoming_requests.answer' AND subject LIKE $1 AND lease_until IS NULL
             AND due_at > created_at + interval '900 milliseconds' AND due_at > $2`,
          [`%${fromPublicId('incomingPaymentRequest', id)}`, begun ?? null],
        ),
      );
      expect((await shop.partner.get(path(id))).body).toMatchObject({ status: 'answering' });
      expect(await paid(amount)).toBe(0);
    } finally {
      await sql.rows(`UPDATE recoveries SET ended_at = now(), ended_because = 'test' WHERE ended_at IS NULL`);
    }
    await shop.partner.waitFor(path(id), ['accepted']);
    expect(await paid(amount)).toBe(1);
  });

  it('is paid once when the partner accepts it fifty times at once', async () => {
    const { id, amount } = await incoming();
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await shop.partner.waitFor(path(id), ['accepted']);
    expect(await paid(amount)).toBe(1);
  });

  it('is not paid when the partner rejects it', async () => {
    const { id, amount, inquiryId } = await incoming();
    await shop.partner.post(`${path(id)}/reject`).expect(200);
    await shop.partner.waitFor(path(id), ['rejected']);
    expect((await requestsAtBank(stack.bank)).find((one) => one.id === inquiryId)?.status).toBe('REJECTED');
    expect(await paid(amount)).toBe(0);
    expectProblem(await accept(id), { status: 409, code: 'incoming_request_not_answerable' });
  });

  it('can be answered at the bank, too, and taken back by whoever asked', async () => {
    const [inTheApp, takenBack] = [await incoming(), await incoming()];
    const decision = { decision: 'accept' };
    await stack.bank.post(`/_emulator/psu/${shop.owner.userId}/requests/${inTheApp.inquiryId}`, decision);
    creditor.revoke(takenBack.inquiryId);
    await hintAt(stack, { RequestResponse: { monetary_account_id: shop.owner.accountId } });
    expect(await shop.partner.waitFor(path(inTheApp.id), ['accepted'])).toMatchObject({ answer: null });
    await shop.partner.waitFor(path(takenBack.id), ['revoked']);
  });

  it('waits on when the bank refuses to pay it, and can be answered anew', async () => {
    const poor = await connectShop(stack, { balance: '0.50' });
    const { id } = await incoming({}, poor);
    await accept(id, {}, poor.partner).expect(200);
    const open = await until('the refusal', async () => {
      const { body } = await poor.partner.get(path(id)).expect(200);
      return (body as { failure: unknown }).failure === null ? undefined : (body as Incoming);
    });
    expect(open).toMatchObject({ status: 'pending', answer: null, failure: { reason: 'insufficient_funds' } });
    await poor.partner.post(`${path(id)}/reject`).expect(200);
    expect(await poor.partner.waitFor(path(id), ['rejected'])).toMatchObject({ failure: null });
  });

  it('that wants an address is accepted with it only', async () => {
    const { id } = await incoming({ require_address: 'BILLING' });
    expectProblem(await accept(id), { status: 400, code: 'request_invalid', pointer: '/billing_address' });
    const billing_address = {
      street: 'Dorpsstraat',
      house_number: '3',
      postal_code: '1234AB',
      city: 'Ede',
      country: 'NL',
    };
    expectProblem(await accept(id, { billing_address: { ...billing_address, country: 'Nederland' } }), {
      status: 400,
      code: 'request_invalid',
      pointer: '/billing_address/country',
    });
    await accept(id, { billing_address }).expect(200);
    await shop.partner.waitFor(path(id), ['accepted']);
  });

  it('that was paid can be refunded', async () => {
    const { id, inquiryId } = await incoming();
    await accept(id).expect(200);
    await shop.partner.waitFor(path(id), ['accepted']);
    for (const step of ['ask', 'give'] as const) {
      await refundRequest(stack.bank, shop.owner, inquiryId, step);
      await hintAt(stack, { RequestResponse: { monetary_account_id: shop.owner.accountId } });
      await shop.partner.waitFor(path(id), [step === 'ask' ? 'refund_requested' : 'refunded']);
    }
  });
});

interface Accident {
  name: string;
  effect: Record<string, unknown>;
  times?: number;
  ends: 'accepted' | 'pending';
}

const refusal = { Error: [{ error_description: 'Not today.', error_description_translated: 'Not today.' }] };
const used = {
  Error: [
    {
      error_description: 'The request id was already used: X-Bunq-Client-Request-Id must be unique per device.',
      error_description_translated: 'Used.',
    },
  ],
};
const accidents: Accident[] = [
  { name: 'the connection breaks before the bank acts', effect: { drop: 'before' }, ends: 'accepted' },
  { name: 'the connection breaks after the bank acted', effect: { drop: 'after' }, ends: 'accepted' },
  { name: 'the bank acts and never answers', effect: { drop: 'hang' }, ends: 'accepted' },
  { name: '500 without acting', effect: { status: 500, body: refusal }, ends: 'accepted' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, ends: 'accepted' },
  { name: 'a page after acting', effect: { status: 502, body: '<html>', act: true }, ends: 'accepted' },
  { name: 'half an answer', effect: { truncate: true }, ends: 'accepted' },
  { name: 'an answer with a wrong signature', effect: { bad_signature: true }, ends: 'accepted' },
  { name: '429 without acting', effect: { status: 429, body: refusal }, ends: 'accepted' },
  { name: '400 without acting', effect: { status: 400, body: refusal }, ends: 'pending' },
  { name: '400 after acting', effect: { status: 400, body: refusal, act: true }, ends: 'accepted' },
  { name: 'the id was used, after acting', effect: { status: 400, body: used, act: true }, ends: 'accepted' },
  { name: 'two sends in a row are lost', effect: { drop: 'before' }, times: 2, ends: 'accepted' },
];

describe.each([
  { bank: 'as documented', switches: {} },
  { bank: 'that takes request ids twice', switches: { enforceRequestIds: false } },
  { bank: 'that remembers the ids of refused requests', switches: { rememberRequestIdOfRefused: true } },
])('a bank $bank', ({ switches }) => {
  it('pays a request once at most, whatever happens to the answer', async () => {
    await stack.bank.setSwitches({ enforceRequestIds: true, rememberRequestIdOfRefused: false, ...switches });
    await stack.bank.clearFaults();
    const asked: [Accident, Awaited<ReturnType<typeof incoming>>][] = [];
    for (const accident of accidents) asked.push([accident, await incoming()]);
    const problems = await Promise.all(asked.map(([accident, request]) => meet(accident, request)));
    expect(problems.filter((problem) => problem !== '')).toEqual([]);
  }, 120_000);
});

/** @returns what ended in another way than it should have */
async function meet(
  { name, effect, times = 1, ends }: Accident,
  { id, amount }: { id: string; amount: string },
): Promise<string> {
  await stack.bank.layFault({ method: 'PUT', path: putPath, body: `"${amount}"`, times }, effect);
  await accept(id).expect(200);
  const { status, review_reason: why } = await until('the answer to be settled', async () => {
    const { body } = await shop.partner.get(path(id)).expect(200);
    const seen = body as Incoming & { failure: unknown; review_reason: string | null };
    const isOnItsWay = seen.status === 'answering' || seen.status === 'outcome_unknown';
    return isOnItsWay || (seen.status === 'pending' && seen.failure === null) ? undefined : seen;
  });
  const payments = await paid(amount);
  const isRight = status === ends && payments === (ends === 'accepted' ? 1 : 0);
  return isRight ? '' : `${name}: ${status} (${why}), paid ${payments} times`;
}

describe('an account connected by a visit to the bank', () => {
  it('shows who asks for money, and may not pay them', async () => {
    const visited = await connectShop(stack, { method: 'oauth' });
    const { id } = await incoming({}, visited);
    expectProblem(await accept(id, {}, visited.partner), { status: 422, code: 'bank_connection_incapable' });
    expect((await visited.partner.get(path(id)).expect(200)).body).toMatchObject({ status: 'pending', answer: null });
  });
});

describe('what was asked before the account was connected', () => {
  it('is taken in when it waits still, and left alone when it was answered', async () => {
    const partner = await stack.createPartner();
    const owner = await stack.bank.createUser('Late & Co', '10.00');
    const waits = creditor.ask(owner, '3.00');
    const answered = creditor.ask(owner, '4.00');
    await stack.bank.post(`/_emulator/psu/${owner.userId}/requests/${answered}`, { decision: 'reject' });
    await connectByKey(partner, owner);
    const list = await until('the first reading', async () => {
      const { data } = (await partner.get('/v1/incoming-payment-requests').expect(200)).body as {
        data: { amount: { value: string }; status: string }[];
      };
      return data.length > 0 ? data : undefined;
    });
    expect(list.map(({ amount, status }) => [amount.value, status])).toEqual([['3.00', 'pending']]);
    expect(waits).toBeGreaterThan(0);
  });
});

describe('a disconnected account', () => {
  it('is looked at no more: what waited there says so', async () => {
    const leaving = await connectShop(stack);
    const { id } = await incoming({}, leaving);
    await request(stack.apiUrl)
      .delete(`/v1/bank-connections/${leaving.connectionId}`)
      .set('Authorization', `Bearer ${leaving.partner.key}`);
    await leaving.partner.waitFor(path(id), ['disconnected']);
    expectProblem(await accept(id, {}, leaving.partner), { status: 409, code: 'incoming_request_not_answerable' });
    expectProblem(await leaving.partner.get(path(`ipr_${randomUUID()}`)), { status: 404, code: 'resource_not_found' });
  });
});

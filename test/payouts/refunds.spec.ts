import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import { agreePayment, authorisePayment, giveConsent, rails, type ConsentingPayer } from '../support/payers.js';
import { createRefund, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { expectProblem } from '../support/problem.js';
import { startProcessStack, type ProcessStack } from '../support/process-stack.js';

let stack: ProcessStack;
let shop: BankUser;
let payer: ConsentingPayer;
let connectionId: string;

const paying = { method: 'POST', path: '^/v1/user/\\d+/monetary-account/\\d+/payment$' };

beforeAll(async () => {
  stack = await startProcessStack({ BUNQ_TIMEOUT_MS: '1500' });
  await stack.startWorker();
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '100000.00'));
  connectionId = (await connectByKey(stack.partner, shop)).id;
});

afterAll(() => stack.stop());

afterEach(() => stack.bank.clearFaults());

async function paid(amount = '12.50', rail: (typeof rails)[number] = 'draft'): Promise<string> {
  const payment = await agreePayment(stack, rail, payer, { creditor: shop, amount });
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  return payment.id;
}

const euro = (value: string) => ({ amount: { value, currency: 'EUR' } });
const refundsOf = (paymentId: string) => `/v1/payments/${paymentId}/refunds`;

async function refundableOf(paymentId: string): Promise<string> {
  const { body } = await stack.partner.get(refundsOf(paymentId)).expect(200);
  return (body as { refundable: { value: string } }).refundable.value;
}

function settled(paymentId: string, refund: { id: string }) {
  return waitForPayout(stack.partner, `${refundsOf(paymentId)}/${refund.id}`, [
    'executed',
    'failed',
    'cancelled',
    'in_review',
  ]);
}

async function movedBack(refundId: string) {
  const { payments } = await stack.bank.state();
  return payments.filter(
    ({ merchant_reference: reference, amount }) => reference === refundId && amount.startsWith('-'),
  );
}

describe('a refund', () => {
  it.each(rails)('gives the payer of a payment on the rail %s back what they paid', async (rail) => {
    const paymentId = await paid('12.50', rail);
    const refund = await createRefund(stack.partner, paymentId);
    expect(refund).toMatchObject({
      payment_id: paymentId,
      bank_connection_id: connectionId,
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { iban: payer.iban },
      debtor: { iban: shop.iban },
    });
    expect((await settled(paymentId, refund)).status).toBe('executed');
    expect(await movedBack(refund.id)).toMatchObject([
      { iban: shop.iban, counterparty_iban: payer.iban, amount: '-12.50' },
    ]);
    expect(await refundableOf(paymentId)).toBe('0.00');
  });

  it('in parts never comes to more than the payment', async () => {
    const paymentId = await paid('10.00');
    const first = await createRefund(stack.partner, paymentId, { ...euro('4.00'), reference: 'part-1' });
    await createRefund(stack.partner, paymentId, euro('5.50'));
    expect(await refundableOf(paymentId)).toBe('0.50');
    const answer = await stack.partner.post(refundsOf(paymentId), euro('0.51'));
    const { errors } = expectProblem(answer, { status: 422, code: 'refund_exceeds_payment', pointer: '/amount' });
    expect(errors?.[0]?.detail).toContain('0.50 EUR');
    const rest = await createRefund(stack.partner, paymentId);
    expect(rest.amount.value).toBe('0.50');
    expectProblem(await stack.partner.post(refundsOf(paymentId)), { status: 422, code: 'refund_exceeds_payment' });
    const { body } = await stack.partner.get(refundsOf(paymentId)).expect(200);
    const { data } = body as { data: { id: string; reference: string | null }[] };
    expect(data).toHaveLength(3);
    expect(data.at(-1)).toMatchObject({ id: first.id, reference: 'part-1' });
    for (const refund of data) expect((await settled(paymentId, refund)).status).toBe('executed');
  });

  it('that failed may be tried again; one that is in doubt keeps its part', async () => {
    const paymentId = await paid('20.00');
    const refusal = { Error: [{ error_description: 'Not today.' }] };
    await stack.bank.failNext({ ...paying, body: '"9.01"' }, { status: 400, body: refusal });
    const failed = await createRefund(stack.partner, paymentId, euro('9.01'));
    expect(await settled(paymentId, failed)).toMatchObject({
      status: 'failed',
      failure: { stage: 'submission', reason: 'bank_refused' },
    });
    expect(await refundableOf(paymentId)).toBe('20.00');

    // Lost before the bank acted, which only the bank knows: it keeps its part until somebody has looked.
    await stack.bank.failNext({ ...paying, body: '"15.00"' }, { drop: 'before' });
    const inDoubt = await createRefund(stack.partner, paymentId, euro('15.00'));
    await waitForPayout(stack.partner, `${refundsOf(paymentId)}/${inDoubt.id}`, ['outcome_unknown']);
    expect(await refundableOf(paymentId)).toBe('5.00');
    expectProblem(await stack.partner.post(refundsOf(paymentId), euro('5.01')), {
      status: 422,
      code: 'refund_exceeds_payment',
    });
  });

  it('is one for one idempotency key, and tells its steps as refund events', async () => {
    const paymentId = await paid('3.00');
    const key = randomUUID();
    const first = await stack.partner.post(refundsOf(paymentId), euro('1.00'), key).expect(201);
    const again = await stack.partner.post(refundsOf(paymentId), euro('1.00'), key).expect(201);
    expect(again.text).toBe(first.text);
    const { id } = first.body as { id: string };
    await settled(paymentId, { id });
    await untilEventsShow(stack.environment.database.url);
    const { data } = (await stack.partner.get('/v1/events?limit=100').expect(200)).body as {
      data: { type: string; data: { id: string } }[];
    };
    expect(data.filter((event) => event.data.id === id).map(({ type }) => type)).toEqual(
      ['executed', 'accepted', 'submitting', 'received'].map((status) => `refund.${status}`),
    );
    expect((await stack.partner.get(`${refundsOf(paymentId)}/${id}/timeline`).expect(200)).body.data).toHaveLength(4);
    // A refund is no payout, and not another payment's.
    await stack.partner.get(`/v1/payouts/${id}`).expect(404);
    const other = await paid('1.00');
    await stack.partner.get(`${refundsOf(other)}/${id}`).expect(404);
  });
});

describe('a refund of one entry of an order of many', () => {
  it('counts against that entry alone, and needs it named', async () => {
    const other = await stack.bank.createUser('Thee & Co', '0.00');
    const to = ({ name, iban }: BankUser, value: string) => ({
      ...euro(value),
      creditor: { name, iban },
      remittance_information: `Part of ${value}`,
    });
    const order = {
      entries: [to(other, '3.00'), to(shop, '8.00')],
      consent_id: payer.consentId,
      account_id: payer.accountIdAtPartner,
    };
    const { id } = await stack.partner.createPayment(order);
    await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
    const refused = { status: 422, code: 'payment_not_refundable' };
    expectProblem(await stack.partner.post(refundsOf(id), { entry: 2 }), refused);
    const { drafts } = await stack.bank.state();
    const draft = drafts.find(({ entries }) => entries[0]?.merchant_reference === `${id}-1`);
    await stack.bank.decideDraft(payer, draft?.id ?? 0, 'accept');
    await stack.partner.waitFor(`/v1/payments/${id}`, ['executed']);

    expectProblem(await stack.partner.post(refundsOf(id)), refused);
    expectProblem(await stack.partner.post(refundsOf(id), { entry: 3 }), { status: 400, code: 'request_invalid' });
    const tooMuch = await stack.partner.post(refundsOf(id), { entry: 2, ...euro('8.01') });
    expectProblem(tooMuch, { status: 422, code: 'refund_exceeds_payment' });
    const refund = await createRefund(stack.partner, id, { entry: 2, ...euro('5.00') });
    expect(refund).toMatchObject({ payment_entry: 2, remittance_information: 'Part of 8.00' });
    expect(await settled(id, refund)).toMatchObject({ status: 'executed', creditor: { iban: payer.iban } });
    expect(await movedBack(refund.id)).toMatchObject([{ iban: shop.iban, amount: '-5.00' }]);
    expect((await stack.partner.get(refundsOf(id)).expect(200)).body).toMatchObject({
      refundable: { value: '6.00' },
      entries: [
        { entry: 1, refundable: { value: '3.00' } },
        { entry: 2, refundable: { value: '3.00' } },
      ],
    });
    // The other entry was paid to an account that the partner has not connected.
    expectProblem(await stack.partner.post(refundsOf(id), { entry: 1 }), {
      status: 422,
      code: 'bank_connection_not_usable',
    });
  });

  it('is refused for a payment that has none', async () => {
    const paymentId = await paid('2.00');
    expectProblem(await stack.partner.post(refundsOf(paymentId), { entry: 1 }), {
      status: 422,
      code: 'payment_not_refundable',
    });
  });
});

describe('fifty refunds at once, over two API processes', () => {
  it('together give back no cent more than was paid', async () => {
    const second = await stack.startApiProcess();
    const paymentId = await paid('10.00');
    const attempts = Array.from({ length: 50 }, (_, index) =>
      request(index % 2 === 0 ? stack.apiUrl : second.url)
        .post(refundsOf(paymentId))
        .set('Authorization', `Bearer ${stack.partner.key}`)
        .set('Idempotency-Key', randomUUID())
        .send(euro('0.70')),
    );
    const answers = await Promise.all(attempts);
    const accepted = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status !== 201 && status !== 422)).toEqual([]);
    // 14 times 0.70 are 9.80; a fifteenth would be too much.
    expect(accepted).toHaveLength(14);
    for (const { body } of accepted) expect((await settled(paymentId, body as { id: string })).status).toBe('executed');
    expect(await refundableOf(paymentId)).toBe('0.20');
    const { payments } = await stack.bank.state();
    const ids = new Set(accepted.map(({ body }) => String(body.id)));
    const back = payments.filter((one) => ids.has(one.merchant_reference ?? '') && one.amount.startsWith('-'));
    expect(back.map(({ amount }) => amount)).toEqual(Array.from({ length: 14 }, () => '-0.70'));
    await second.stop();
  });
});

describe('a refund is refused', () => {
  const refused = (code: string) => ({ status: 422, code });

  it('of a payment that is not executed', async () => {
    const payment = await agreePayment(stack, 'draft', payer, { creditor: shop, amount: '2.00' });
    expectProblem(await stack.partner.post(refundsOf(payment.id)), refused('payment_not_refundable'));
    expect(await refundableOf(payment.id)).toBe('0.00');
  });

  it('of a payment to an account that is not connected', async () => {
    const other = await stack.bank.createUser('Thee & Co', '0.00');
    const payment = await agreePayment(stack, 'draft', payer, { creditor: other, amount: '2.00' });
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expectProblem(await stack.partner.post(refundsOf(payment.id)), refused('bank_connection_not_usable'));
    expectProblem(await stack.partner.post(refundsOf(payment.id), { bank_connection_id: connectionId }), {
      status: 422,
      code: 'account_not_in_connection',
    });
  });

  it('of another partner’s payment, as one that does not exist', async () => {
    const stranger = await stack.createPartner();
    const paymentId = await paid('2.00');
    expectProblem(await stranger.post(refundsOf(paymentId)), { status: 404, code: 'resource_not_found' });
    expectProblem(await stranger.get(refundsOf(paymentId)), { status: 404, code: 'resource_not_found' });
  });

  it.each([
    ['nothing', euro('0.00')],
    ['another currency', { amount: { value: '1.00', currency: 'USD' } }],
    ['a payee of its own', { ...euro('1.00'), creditor: { name: 'M. Dief', iban: 'NL14RABO0169202917' } }],
  ])('of %s', async (_, body) => {
    const paymentId = await paid('2.00');
    expectProblem(await stack.partner.post(refundsOf(paymentId), body), { status: 400, code: 'request_invalid' });
  });
});

it('leaves books that agree with the bank’s', async () => {
  expect(await payoutViolations(stack)).toEqual([]);
});

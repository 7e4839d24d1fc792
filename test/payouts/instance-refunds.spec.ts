import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { createRefund, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { expectProblem } from '../support/problem.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const hour = 3_600_000;
const notRefundable = { status: 422, code: 'payment_not_refundable' };

let stack: Stack;
let shop: BankUser;
let payer: ConsentingPayer;

beforeAll(async () => {
  stack = await startStack();
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '1000.00'));
  await connectByKey(stack.partner, shop);
});

afterAll(() => stack.stop());

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const euro = (value: string) => ({ amount: { value, currency: 'EUR' } });
const refundsOf = (paymentId: string) => `/v1/payments/${paymentId}/refunds`;

async function instancesOf(paymentId: string): Promise<{ id: string; status: string }[]> {
  const { body } = await stack.partner.get(`/v1/payments/${paymentId}/instances`).expect(200);
  return (body as { data: { id: string; status: string }[] }).data;
}

async function untilPaidTimes(paymentId: string, times: number): Promise<string[]> {
  return until(`it to be paid ${times} times`, async () => {
    const paid = (await instancesOf(paymentId)).filter(({ status }) => status === 'executed');
    return paid.length === times ? paid.map(({ id }) => id) : undefined;
  });
}

describe('a refund of what a planned payment paid at one of its times', () => {
  it('counts against that time alone, also under fifty at once, and needs it named', async () => {
    const { id } = await stack.partner.createPayment({
      ...euro('12.50'),
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: 'Subscription',
      consent_id: payer.consentId,
      account_id: payer.accountIdAtPartner,
      schedule: { start: inMs(hour), recurrence: { unit: 'weekly', every: 1, until: inMs(60 * 24 * hour) } },
    });
    await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
    const draft = (await stack.bank.state()).drafts.find(({ entries }) => entries[0]?.merchant_reference === id);
    await stack.bank.decideDraft(payer, draft?.id ?? 0, 'accept');
    await stack.partner.waitFor(`/v1/payments/${id}`, ['authorised']);
    await stack.bank.post('/_emulator/clock', { advance_seconds: (2 * hour) / 1000 });
    await untilPaidTimes(id, 1);
    await stack.bank.post('/_emulator/clock', { advance_seconds: 7 * 24 * 3_600 });
    const [second = '', first = ''] = await untilPaidTimes(id, 2);

    expectProblem(await stack.partner.post(refundsOf(id)), notRefundable);
    const elsewhere = await stack.partner.post(refundsOf(id), { instance_id: 'pai_01kaaaaaaaaaaaaaaaaaaaaaaa' });
    expectProblem(elsewhere, { status: 400, code: 'request_invalid', pointer: '/instance_id' });

    const whole = await createRefund(stack.partner, id, { instance_id: first });
    expect(whole).toMatchObject({ payment_instance_id: first, amount: { value: '12.50' } });
    const settled = await waitForPayout(stack.partner, `${refundsOf(id)}/${whole.id}`, ['executed']);
    expect(settled).toMatchObject({ creditor: { iban: payer.iban }, debtor: { iban: shop.iban } });
    const again = await stack.partner.post(refundsOf(id), { instance_id: first, ...euro('0.01') });
    expectProblem(again, { status: 422, code: 'refund_exceeds_payment' });

    const many = await Promise.all(
      Array.from({ length: 50 }, () => stack.partner.post(refundsOf(id), { instance_id: second, ...euro('1.00') })),
    );
    expect(many.filter(({ status }) => status === 201)).toHaveLength(12);
    expect(many.filter(({ status }) => status !== 201 && status !== 422)).toEqual([]);
    for (const { body, status } of many)
      if (status === 201)
        await waitForPayout(stack.partner, `${refundsOf(id)}/${(body as { id: string }).id}`, ['executed']);
    expect((await stack.partner.get(refundsOf(id)).expect(200)).body).toMatchObject({
      refundable: { value: '0.50' },
      instances: [
        { instance_id: second, refundable: { value: '0.50' } },
        { instance_id: first, refundable: { value: '0.00' } },
      ],
    });
    expect(await payoutViolations(stack)).toEqual([]);
  }, 60_000);

  it('is refused for a payment that was paid at once', async () => {
    const { id } = await stack.partner.createPayment({
      ...euro('2.00'),
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: 'Coffee',
      consent_id: payer.consentId,
      account_id: payer.accountIdAtPartner,
    });
    await untilEventsShow(stack.environment.database.url);
    const instance = (await stack.partner.get('/v1/events?limit=100')).body as {
      data: { type: string; data: { id: string } }[];
    };
    const other = instance.data.find(({ type }) => type === 'payment_instance.executed')?.data.id;
    const answer = await stack.partner.post(refundsOf(id), { instance_id: other });
    expectProblem(answer, { status: 400, code: 'request_invalid', pointer: '/instance_id' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const hour = 3_600_000;

let stack: Stack;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack();
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
});

afterAll(() => stack.stop());

interface PlannedPayment {
  id: string;
  status: string;
  schedule: { start: string; status: string | null };
  failure: { stage: string; reason: string } | null;
}

/** Times of ours are real; the bank's clock is moved over them. */
function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

async function newPayer(balance = '1000.00'): Promise<ConsentingPayer> {
  return giveConsent(stack, await stack.bank.createUser('A. Visser', balance));
}

function planned(payer: ConsentingPayer, schedule: object, more: object = {}) {
  return {
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    remittance_information: 'Rent',
    consent_id: payer.consentId,
    account_id: payer.accountIdAtPartner,
    schedule,
    ...more,
  };
}

async function agreedPayment(payer: ConsentingPayer, body: object): Promise<PlannedPayment> {
  const { body: created } = await stack.partner.post('/v1/payments', body).expect(201);
  const payment = created as PlannedPayment;
  const draft = await until('the draft to be pushed', async () =>
    (await stack.bank.state()).drafts.find(
      ({ status, entries }) => status === 'PENDING' && entries[0]?.merchant_reference?.startsWith(payment.id),
    ),
  );
  await stack.bank.decideDraft(payer, draft.id, 'accept');
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['authorised']);
  return payment;
}

async function instancesOf({ id }: PlannedPayment): Promise<string[]> {
  const { body } = await stack.partner.get(`/v1/payments/${id}/instances`).expect(200);
  return (body as { data: { status: string }[] }).data.map(({ status }) => status);
}

function scheduleStatus({ id }: PlannedPayment, wanted: string): Promise<unknown> {
  return until(`the schedule to be ${wanted}`, async () => {
    const { body } = await stack.partner.get(`/v1/payments/${id}`).expect(200);
    return (body as PlannedPayment).schedule.status === wanted || undefined;
  });
}

let bankIsAheadMs = 0;

/** @param aheadMs how far the bank's clock is to be ahead of ours */
async function moveBankClockTo(aheadMs: number): Promise<void> {
  await stack.bank.post('/_emulator/clock', { advance_seconds: (aheadMs - bankIsAheadMs) / 1000 });
  bankIsAheadMs = aheadMs;
}

async function shopBalanceMoved(): Promise<number> {
  return (await stack.bank.state()).payments.filter(({ iban }) => iban === shop.iban).length;
}

describe('a payment for later', () => {
  it('is authorised now, and executed once the bank has paid', async () => {
    const payer = await newPayer();
    const payment = await agreedPayment(payer, planned(payer, { start: inMs(48 * hour) }));
    await scheduleStatus(payment, 'active');
    const before = await shopBalanceMoved();
    await moveBankClockTo(49 * hour);
    const executed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
    expect(executed['schedule']).toMatchObject({ status: 'finished' });
    expect(await instancesOf(payment)).toEqual(['executed']);
    expect(await shopBalanceMoved()).toBe(before + 1);
  });

  it('is not failed while the list of the bank does not show yet what it paid', async () => {
    const payer = await newPayer();
    const payment = await agreedPayment(payer, planned(payer, { start: inMs(49.5 * hour) }));
    await scheduleStatus(payment, 'active');
    await stack.bank.setSwitches({ listLagSeconds: (24 * hour) / 1000 });
    await moveBankClockTo(49.8 * hour);
    await scheduleStatus(payment, 'finished');
    const { body } = await stack.partner.get(`/v1/payments/${payment.id}`).expect(200);
    expect(body).toMatchObject({ status: 'authorised' });
    await stack.bank.setSwitches({ listLagSeconds: 0 });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
    expect(await instancesOf(payment)).toEqual(['executed']);
  });

  it('tells of every time that it fell due, again and again', async () => {
    const payer = await newPayer();
    const recurrence = { unit: 'weekly', every: 1, until: inMs(60 * 24 * hour) };
    const payment = await agreedPayment(payer, planned(payer, { start: inMs(50 * hour), recurrence }));
    await scheduleStatus(payment, 'active');
    await moveBankClockTo(51 * hour);
    await until('the first time', async () => (await instancesOf(payment)).length === 1 || undefined, {
      withinMs: 30_000,
    });
    await moveBankClockTo(51 * hour + 7 * 24 * hour);
    await until('the second time', async () => (await instancesOf(payment)).length === 2 || undefined, {
      withinMs: 30_000,
    });
    const { body } = await stack.partner.get(`/v1/payments/${payment.id}`).expect(200);
    expect(body).toMatchObject({ status: 'authorised', schedule: { status: 'active' } });
    await until('both to be told', async () => {
      const { body: events } = await stack.partner.get('/v1/events?limit=100').expect(200);
      const told = (events as { data: { type: string; data: { payment_id?: string } }[] }).data.filter(
        ({ type, data }) => type === 'payment_instance.executed' && data.payment_id === payment.id,
      );
      return told.length === 2 || undefined;
    });
  });

  it('can be of many', async () => {
    const payer = await newPayer();
    const entry = {
      amount: { value: '3.00', currency: 'EUR' },
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: 'Part',
    };
    const many = { amount: undefined, creditor: undefined, remittance_information: undefined, entries: [entry, entry] };
    const payment = await agreedPayment(payer, planned(payer, { start: inMs(500 * hour) }, many));
    await moveBankClockTo(501 * hour);
    const executed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
    expect(executed['entries']).toMatchObject([{ status: 'executed' }, { status: 'executed' }]);
  });

  it('fails, with its reason, when the payer never has the money', async () => {
    const payer = await newPayer('1.00');
    const payment = await agreedPayment(payer, planned(payer, { start: inMs(1_200 * hour) }));
    await moveBankClockTo(1_201 * hour);
    await until('a first try', async () => (await instancesOf(payment)).includes('retrying') || undefined, {
      withinMs: 30_000,
    });
    await moveBankClockTo(1_226 * hour);
    await moveBankClockTo(1_251 * hour);
    const failed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['failed'], 30_000);
    expect(failed['failure']).toEqual({ stage: 'execution', reason: 'instances_failed' });
    expect(await instancesOf(payment)).toEqual(['failed']);
  });

  it.each([
    ['starts in the past', () => ({ start: inMs(-hour) }), '/schedule/start'],
    ['goes beyond the consent', () => ({ start: inMs(4_400 * hour) }), '/schedule/start'],
    [
      'recurs beyond the consent',
      () => ({ start: inMs(hour), recurrence: { unit: 'monthly', every: 1, until: inMs(9_000 * hour) } }),
      '/schedule/recurrence/until',
    ],
  ])('is refused when it %s', async (_name, schedule, pointer) => {
    const payer = await newPayer();
    const { body } = await stack.partner.post('/v1/payments', planned(payer, schedule())).expect(422);
    expect(body).toMatchObject({ code: 'schedule_not_possible', errors: [{ pointer }] });
  });
});

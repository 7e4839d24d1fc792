import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let payer: ConsentingPayer;
let shops: BankUser[];

beforeAll(async () => {
  stack = await startStack({ overrides: { PAYMENT_BOOKING_WAIT_MS: '1000' } });
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '100000.00'));
  shops = await Promise.all(['Koffie', 'Thee', 'Taart'].map((name) => stack.bank.createUser(name, '0.00')));
});

afterAll(() => stack.stop());

function entriesTo(creditors: readonly BankUser[]) {
  return creditors.map(({ name, iban }, index) => ({
    amount: { value: `${index + 1}.50`, currency: 'EUR' },
    creditor: { name, iban },
    remittance_information: `Invoice ${index + 1}`,
    reference: `invoice-${index + 1}`,
  }));
}

function order(entries: unknown, more: object = {}) {
  return { entries, consent_id: payer.consentId, account_id: payer.accountIdAtPartner, ...more };
}

async function acceptAtBank(paymentId: string): Promise<void> {
  const draft = await until('the draft to be pushed', async () =>
    (await stack.bank.state()).drafts.find(
      ({ status, entries }) => status === 'PENDING' && entries[0]?.merchant_reference === `${paymentId}-1`,
    ),
  );
  await stack.bank.decideDraft(payer, draft.id, 'accept');
}

interface ManyPayment {
  id: string;
  status: string;
  amount: { value: string };
  creditor: null;
  entries: { status: string; reference: string; failure: object | null }[];
  failure: { stage: string; reason: string } | null;
}

async function create(body: object): Promise<ManyPayment> {
  const { body: created } = await stack.partner.post('/v1/payments', body).expect(201);
  return created as ManyPayment;
}

describe('an order of many payments', () => {
  it('is one order to agree to, and executed when every movement was seen', async () => {
    const created = await create(order(entriesTo(shops)));
    expect(created).toMatchObject({ amount: { value: '7.50' }, creditor: null, remittance_information: null });
    expect(created.entries.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    await acceptAtBank(created.id);
    const executed = (await stack.partner.waitFor(`/v1/payments/${created.id}`, [
      'executed',
    ])) as unknown as ManyPayment;
    expect(executed.entries.map(({ status, reference }) => [reference, status])).toEqual([
      ['invoice-1', 'executed'],
      ['invoice-2', 'executed'],
      ['invoice-3', 'executed'],
    ]);
  });

  it('is partially executed when the bank leaves some of them unpaid, each entry saying which', async () => {
    await stack.bank.setSwitches({ leaveUnpaidIbans: [shops[1]?.iban] });
    const created = await create(order(entriesTo(shops)));
    await acceptAtBank(created.id);
    const ended = (await stack.partner.waitFor(
      `/v1/payments/${created.id}`,
      ['partially_executed'],
      30_000,
    )) as unknown as ManyPayment;
    expect(ended.entries.map(({ status }) => status)).toEqual(['executed', 'failed', 'executed']);
    const failure = { stage: 'execution', reason: 'entries_not_booked' };
    expect(ended.failure).toEqual(failure);
    expect(ended.entries.map((entry) => entry.failure)).toEqual([null, failure, null]);
    await stack.bank.setSwitches({ leaveUnpaidIbans: [] });
  });

  it('tells equal entries apart', async () => {
    const [shop] = shops;
    if (!shop) throw new Error('no shop');
    const [entry] = entriesTo([shop]);
    const created = await create(order([entry, entry, entry]));
    await acceptAtBank(created.id);
    const executed = (await stack.partner.waitFor(`/v1/payments/${created.id}`, [
      'executed',
    ])) as unknown as ManyPayment;
    expect(executed.entries.map(({ status }) => status)).toEqual(['executed', 'executed', 'executed']);
  });

  it('may be as long as the bank takes, and no longer', async () => {
    const long = 'x'.repeat(140);
    const entries = Array.from({ length: 350 }, (_, index) => ({
      ...entriesTo(shops)[index % 3],
      amount: { value: '0.01', currency: 'EUR' },
      remittance_information: long,
    }));
    const created = await create(order(entries));
    expect(created.amount.value).toBe('3.50');
    await acceptAtBank(created.id);
    await stack.partner.waitFor(`/v1/payments/${created.id}`, ['executed'], 30_000);
    const tooLong = await stack.partner.post('/v1/payments', order([...entries, entries[0]])).expect(400);
    expect(tooLong.body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/entries' }] });
  });

  it.each([
    ['no entry', [], {}, '/entries'],
    ['an amount of its own', undefined, { amount: { value: '1.00', currency: 'EUR' } }, '/amount'],
    ['a creditor of its own', undefined, { creditor: { name: 'X', iban: 'NL91ABNA0417164300' } }, '/creditor'],
    [
      'no consent',
      undefined,
      { consent_id: undefined, account_id: undefined, redirect_uri: 'https://shop.example/return' },
      '/entries',
    ],
  ])('is refused with %s', async (_name, entries, more, pointer) => {
    const { body } = await stack.partner.post('/v1/payments', order(entries ?? entriesTo(shops), more)).expect(400);
    const { errors } = body as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('ends like any other when the payer says no', async () => {
    const created = await create(order(entriesTo(shops)));
    const draft = await until('the draft', async () =>
      (await stack.bank.state()).drafts.find(({ entries }) => entries[0]?.merchant_reference === `${created.id}-1`),
    );
    await stack.bank.decideDraft(payer, draft.id, 'reject');
    const ended = await stack.partner.waitFor(`/v1/payments/${created.id}`, ['rejected']);
    expect(ended['entries']).toMatchObject([{ status: 'pending' }, { status: 'pending' }, { status: 'pending' }]);
  });
});

import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { readBooks } from '../support/invariants.js';
import { PayerBrowser } from '../support/payer-browser.js';
import {
  agreePayment,
  authorisePayment,
  bankPageOf,
  giveConsent,
  rails,
  type ConsentingPayer,
  type OpenPayment,
  type Rail,
} from '../support/payers.js';
import { startProcessStack, type AppProcess, type ProcessStack } from '../support/process-stack.js';
import { until } from '../support/until.js';

let stack: ProcessStack;
let payer: ConsentingPayer;
let shop: BankUser;
let worker: AppProcess;
let amountCents = 100;

beforeAll(async () => {
  stack = await startProcessStack({ BUNQ_TIMEOUT_MS: '1500' });
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  const person = await stack.bank.createUser('A. Visser', '10000.00');
  worker = await stack.startWorkerProcess();
  payer = await giveConsent(stack, person);
  await worker.stop();
});

afterEach(async () => {
  await stack.killProcesses();
});

afterAll(() => stack.stop());

/** An amount of its own, so that the bank's orders can be told apart. */
async function agree(rail: Rail): Promise<OpenPayment> {
  amountCents += 1;
  const amount = (amountCents / 100).toFixed(2);
  return agreePayment(stack, rail, payer, { creditor: shop, amount });
}

/** What the bank holds of this amount. */
async function ordersOf({ rail, amount }: { rail: Rail; amount: string }) {
  const { psp_drafts, issuer_transactions, drafts } = await stack.bank.state();
  if (rail === 'psp_draft') return psp_drafts.filter((order) => order.amount === amount);
  if (rail === 'issuer_transaction') return issuer_transactions.filter((order) => order['amount'] === amount);
  return drafts.filter((order) => order.entries[0]?.amount === amount);
}

/** The request ids under which orders went out. */
async function requestIdsSince(count: number): Promise<(string | null)[]> {
  const orders =
    /\/(payment-service-provider-draft-payment|payment-service-provider-issuer-transaction|draft-payment)$/;
  const calls = (await stack.bank.requests()).slice(count);
  const ids = calls.filter(({ method, path }) => method === 'POST' && orders.test(path)).map((call) => call.request_id);
  return [...new Set(ids)];
}

const submitting = [
  'payments.submit.attempt_written',
  'payments.submit.before_bank',
  'payments.submit.after_bank',
  'payments.submit.stored',
];
const following = ['payments.follow.read', 'payments.follow.recorded'];

describe.each(submitting)('a worker killed at %s', (point) => {
  it('leaves one order and one request id per payment, and all are executed', async () => {
    const callsBefore = (await stack.bank.requests()).length;
    let doomed = await stack.startWorkerProcess(point);
    const payments = await Promise.all(rails.map((rail) => agree(rail)));
    expect(await doomed.ended()).toBe('SIGKILL');
    // A second one dies as soon as another payment comes as far; when all are past it, it is killed all the same.
    doomed = await stack.startWorkerProcess(point);
    await doomed.ended(1_500).catch(() => doomed.kill9());
    worker = await stack.startWorkerProcess();
    await Promise.all(payments.map((payment) => authorisePayment(stack, payment)));
    for (const payment of payments) {
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
      expect(await ordersOf(payment)).toMatchObject([{ status: 'ACCEPTED' }]);
    }
    expect(await requestIdsSince(callsBefore)).toHaveLength(rails.length);
    expect((await readBooks(stack)).violations).toEqual([]);
  }, 60_000);
});

describe.each(following)('a worker killed at %s', (point) => {
  it('has every payment executed once by the next one', async () => {
    worker = await stack.startWorkerProcess();
    const payments = await Promise.all(rails.map((rail) => agree(rail)));
    for (const { id } of payments) await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
    for (const payment of payments.filter(({ rail }) => rail !== 'draft'))
      await until('the way to the bank', () => bankPageOf(payment));
    await worker.kill9();
    await Promise.all(payments.map((payment) => authorisePayment(stack, payment)));
    const doomed = await stack.startWorkerProcess(point);
    expect(await doomed.ended()).toBe('SIGKILL');
    worker = await stack.startWorkerProcess();
    for (const payment of payments) {
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
      expect(await ordersOf(payment)).toMatchObject([{ status: 'ACCEPTED' }]);
    }
    expect((await readBooks(stack)).violations).toEqual([]);
  }, 60_000);
});

describe('the way to the bank', () => {
  it('stays shut while the outcome of the order is unknown', async () => {
    const doomed = await stack.startWorkerProcess('payments.submit.after_bank');
    const payment = await agree('psp_draft');
    expect(await doomed.ended()).toBe('SIGKILL');
    expect(await ordersOf(payment)).toHaveLength(1);
    expect(await bankPageOf(payment)).toBeUndefined();
    worker = await stack.startWorkerProcess();
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed'], 30_000);
  }, 60_000);
});

describe('a Redis that forgets everything', () => {
  it('loses no payment under way on any rail', async () => {
    worker = await stack.startWorkerProcess();
    const redis = new Redis(stack.environment.variables['REDIS_URL'] ?? '');
    try {
      const payments = await Promise.all(rails.map((rail) => agree(rail)));
      await redis.flushdb();
      await Promise.all(payments.map((payment) => authorisePayment(stack, payment)));
      await redis.flushdb();
      for (const { id } of payments) await stack.partner.waitFor(`/v1/payments/${id}`, ['executed'], 30_000);
      expect((await readBooks(stack)).violations).toEqual([]);
    } finally {
      redis.disconnect();
    }
  }, 60_000);
});

describe('a worker killed right after it exchanged a code', () => {
  it('has lost the token, and the payer can give the consent again', async () => {
    const { body } = await stack.partner
      .post('/v1/consents', { type: 'payment_initiation', redirect_uri: stack.partner.redirectUri })
      .expect(201);
    const consent = body as { id: string; authorisation_url: string };
    const browser = new PayerBrowser();
    const visit = async () => {
      const agreed = await browser.submit(consent.authorisation_url);
      await browser.open(await stack.bank.authorise(payer, agreed.location ?? ''));
    };
    const doomed = await stack.startWorkerProcess('consents.exchange.exchanged');
    await visit();
    expect(await doomed.ended()).toBe('SIGKILL');
    worker = await stack.startWorkerProcess();
    await until('the page to offer another try', async () =>
      (await browser.open(consent.authorisation_url)).html.includes('name="csrf"') ? true : undefined,
    );
    expect((await stack.partner.get(`/v1/consents/${consent.id}`)).body).toMatchObject({
      status: 'awaiting_authorisation',
    });
    await visit();
    await stack.partner.waitFor(`/v1/consents/${consent.id}`, ['authorised'], 30_000);
  }, 90_000);
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { paymentBody } from '../support/payment-journey.js';
import { startProcessStack, type ProcessStack } from '../support/process-stack.js';
import { Sql } from '../support/sql.js';
import { until } from '../support/until.js';
import { brokenRequestBooks } from './support/books.js';
import {
  connectShop,
  createRequest,
  decideRequest,
  requestAtBank,
  requestBody,
  requestsAtBank,
  type ConnectedShop,
} from './support/connected-shop.js';
import { Creditor } from './support/creditor.js';

let stack: ProcessStack;
let sql: Sql;
let shop: ConnectedShop;
let payer: BankUser;
let creditor: Creditor;

beforeAll(async () => {
  stack = await startProcessStack({ BUNQ_TIMEOUT_MS: '1500' });
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('A. Visser', '10000.00');
  creditor = await Creditor.open(stack);
  const worker = await stack.startWorkerProcess();
  shop = await connectShop(stack);
  await worker.stop();
}, 60_000);

afterEach(() => stack.killProcesses());

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const path = (id: string) => `/v1/payment-requests/${id}`;

async function killAt(point: string): Promise<void> {
  const doomed = await stack.startWorkerProcess(point);
  expect(await doomed.ended()).toBe('SIGKILL');
}

describe.each(['before_bank', 'after_bank'])('a worker killed at submit.%s', (point) => {
  it('leaves one request at the bank, which can be paid', async () => {
    const { id } = await createRequest(shop.partner, requestBody(payer));
    await killAt(`payment_requests.submit.${point}`);
    await stack.startWorkerProcess();
    await shop.partner.waitFor(path(id), ['pending', 'accepted']);
    const order = await requestAtBank(stack.bank, id);
    await decideRequest(stack.bank, payer, order.id, 'accept');
    await shop.partner.waitFor(path(id), ['accepted']);
    const orders = (await requestsAtBank(stack.bank)).filter((one) => one.merchant_reference === id);
    expect(orders.filter(({ status }) => status !== 'REVOKED')).toHaveLength(1);
    expect(await brokenRequestBooks(sql, stack.bank)).toEqual([]);
  }, 90_000);
});

describe.each(['recorded'])('a worker killed at follow.%s', (point) => {
  it('has the request accepted once by the next one', async () => {
    const { id } = await createRequest(shop.partner, requestBody(payer));
    const worker = await stack.startWorkerProcess();
    await shop.partner.waitFor(path(id), ['pending']);
    await worker.kill9();
    await decideRequest(stack.bank, payer, (await requestAtBank(stack.bank, id)).id, 'accept');
    await killAt(`payment_requests.follow.${point}`);
    await stack.startWorkerProcess();
    await shop.partner.waitFor(path(id), ['accepted']);
    expect(await brokenRequestBooks(sql, stack.bank)).toEqual([]);
  }, 90_000);
});

describe.each(['submit.before_bank', 'submit.after_bank', 'follow.recorded'])(
  'a worker killed at %s, of a payment that goes by a payment request',
  (point) => {
    it('leaves one request, and the payment paid once by it', async () => {
      const body = { ...paymentBody(shop.partner, shop.owner), fallback: 'payment_request' };
      const { id, authorisation_url: url } = await shop.partner.createPayment(body);
      await new PayerBrowser().submit(url, { address: payer.iban }, `${url}/request`);
      const atPayment = `/v1/payments/${id}`;
      const { payment_request_id: requestId } = await shop.partner.waitFor(atPayment, ['submitting']);
      const answer = async () =>
        decideRequest(stack.bank, payer, (await requestAtBank(stack.bank, String(requestId))).id, 'accept');
      if (point === 'follow.recorded') {
        const worker = await stack.startWorkerProcess();
        await shop.partner.waitFor(atPayment, ['awaiting_authorisation']);
        await worker.kill9();
        await answer();
      }
      await killAt(`payment_requests.${point}`);
      await stack.startWorkerProcess();
      if (point !== 'follow.recorded') {
        await shop.partner.waitFor(atPayment, ['awaiting_authorisation']);
        await answer();
      }
      await shop.partner.waitFor(atPayment, ['executed']);
      await shop.partner.waitFor(path(String(requestId)), ['accepted']);
      const orders = (await requestsAtBank(stack.bank)).filter((one) => one.merchant_reference === requestId);
      expect(orders.filter(({ status }) => status !== 'REVOKED')).toHaveLength(1);
      expect(await brokenRequestBooks(sql, stack.bank)).toEqual([]);
    }, 90_000);
  },
);

describe.each(['before_bank', 'after_bank'])('a worker killed at answer.%s', (point) => {
  it('has the request to the partner paid once', async () => {
    const amount = point === 'before_bank' ? '7.02' : '7.03';
    creditor.ask(shop.owner, amount);
    await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'incoming_requests.sync'`);
    const worker = await stack.startWorkerProcess();
    const found = await until('the request to be seen', async () => {
      const { data } = (await shop.partner.get('/v1/incoming-payment-requests').expect(200)).body as {
        data: { id: string; amount: { value: string } }[];
      };
      return data.find((one) => one.amount.value === amount);
    });
    await worker.kill9();
    await shop.partner.post(`/v1/incoming-payment-requests/${found.id}/accept`).expect(200);
    await killAt(`incoming_requests.answer.${point}`);
    await stack.startWorkerProcess();
    await shop.partner.waitFor(`/v1/incoming-payment-requests/${found.id}`, ['accepted']);
    const { payments } = await stack.bank.state();
    expect(payments.filter((one) => one.iban === shop.owner.iban && one.amount === `-${amount}`)).toHaveLength(1);
  }, 90_000);
});

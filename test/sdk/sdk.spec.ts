import { latestApiVersion } from '@sluis/api-versions';
import { inspect } from 'node:util';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  RefusedError,
  Sluis,
  SluisError,
  TimeoutError,
  UnavailableError,
  verifyWebhook,
  WebhookVerificationError,
  type Attempt,
  type PaymentsCreateRequest,
  type SluisOptions,
} from '@sluis/sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { untilEventsShow } from '../support/events-shown.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { BadLine } from './bad-line.js';

describe('the SDK', () => {
  let stack: Stack;
  let line: BadLine;
  let payer: BankUser;
  let shop: BankUser;
  let attempts: Attempt[];
  beforeAll(async () => {
    stack = await startStack();
    [payer, shop] = await Promise.all([stack.bank.createUser('P. de Betaler'), stack.bank.createUser('Koffie & Zo')]);
  });
  afterAll(() => stack.stop());
  beforeEach(async () => {
    line = await BadLine.to(stack.apiUrl);
    attempts = [];
  });
  afterEach(() => line.stop());

  const client = (options: Partial<SluisOptions> = {}) =>
    new Sluis({
      apiKey: stack.partner.key,
      baseUrl: line.url,
      onAttempt: (attempt) => attempts.push(attempt),
      ...options,
    });
  const order = (reference = 'order-1042'): PaymentsCreateRequest => ({
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    debtor: { name: payer.name, iban: payer.iban },
    remittance_information: 'Order 1042',
    reference,
    redirect_uri: stack.partner.redirectUri,
  });
  const statuses = () => attempts.map(({ status }) => status);

  it('speaks the version of the API whose types it has, or the one that it is told', async () => {
    const spoken: (string | null)[] = [];
    const listening = (apiVersion?: string | false) =>
      client({
        ...(apiVersion !== undefined && { apiVersion }),
        fetch: async (url, init) => {
          const answer = await fetch(url, init);
          spoken.push(new Headers(init.headers).get('Sluis-Version'), answer.headers.get('Sluis-Version'));
          return answer;
        },
      });
    await listening().payments.list();
    await listening('2026-11-01').payments.list();
    await listening(false).payments.list();
    const partners = spoken.pop();
    expect(spoken).toEqual([latestApiVersion, latestApiVersion, '2026-11-01', '2026-11-01', null]);
    expect(partners).toMatch(/^2026-/);
  });

  it('takes a payment, hears of it by a verified webhook, and gives a part of it back', async () => {
    const receiver = await WebhookReceiver.start();
    const sluis = client();
    const endpoint = await sluis.webhookEndpoints.create({ url: receiver.url, event_types: ['payment.executed'] });
    const payment = await sluis.payments.create(order());
    const agreed = await new PayerBrowser().submit(payment.authorisation_url ?? '');
    await new PayerBrowser().open(await stack.bank.authorise(payer, agreed.location ?? ''));
    const webhook = await until('the webhook', async () => receiver.received[0]);
    const event = await verifyWebhook(webhook.body, webhook.headers, endpoint.secret);
    if (event.type !== 'payment.executed') throw new Error(`it is ${event.type}`);
    // The compiler knows what such an event holds.
    expect([event.data.id, event.data.status, event.data.amount.value]).toEqual([payment.id, 'executed', '12.50']);
    expect((await sluis.payments.get(payment.id)).status).toBe('executed');
    expect((await sluis.payments.timeline(payment.id)).data.at(-1)?.status).toBe('executed');
    // No account of the shop is connected here.
    await expect(sluis.payments.refunds.create(payment.id, {})).rejects.toBeInstanceOf(RefusedError);

    await expect(verifyWebhook(`${webhook.body} `, webhook.headers, endpoint.secret)).rejects.toThrow(
      WebhookVerificationError,
    );
    const later = { nowMs: Date.now() + 301_000 };
    await expect(verifyWebhook(webhook.body, webhook.headers, endpoint.secret, later)).rejects.toThrow('time');
    const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    await expect(verifyWebhook(webhook.body, webhook.headers, other)).rejects.toThrow('no signature');
    const rotated = await verifyWebhook(webhook.body, new Headers(webhook.headers), [other, endpoint.secret]);
    expect(rotated.id).toBe(event.id);
    await sluis.webhookEndpoints.delete(endpoint.id);
    await receiver.stop();
  });

  describe('on a bad line', () => {
    it.each(['answer lost', 'answer cut', 'request lost'] as const)(
      '%s: one payment is made all the same',
      async (accident) => {
        const reference = accident.replace(' ', '-');
        line.next(accident, accident);
        const payment = await client().payments.create(order(reference));
        expect(new Set(line.keys).size).toBe(1);
        expect(line.keys).toHaveLength(3);
        expect(attempts.at(-1)).toMatchObject({ number: 3, status: 201, isReplay: accident !== 'request lost' });
        const { data } = await client().payments.list({ reference });
        expect(data.map(({ id }) => id)).toEqual([payment.id]);
      },
    );

    it('waits as long as it is asked to, and no longer than it may', async () => {
      const busy = { status: 503, headers: { 'Retry-After': '1' } };
      line.next(busy);
      const startedAt = performance.now();
      await client().payments.list();
      expect(statuses()).toEqual([503, 200]);
      expect(performance.now() - startedAt).toBeGreaterThan(1_000);

      line.next({ status: 429, headers: { 'Retry-After': '3600' } });
      const failure = await failureOf(client().payments.list());
      expect(failure).toBeInstanceOf(RateLimitError);
      expect(failure).toMatchObject({ retryAfterMs: 3_600_000, status: 429, code: undefined });
      expect(attempts.at(-1)?.retryInMs).toBeUndefined();
    });

    it('says what may have been done when there is never an answer', async () => {
      line.next('answer lost', 'answer lost');
      const failure = await failureOf(
        client({ maxRetries: 1 }).payments.create(order('never'), { idempotencyKey: 'never-1' }),
      );
      expect(failure).toBeInstanceOf(ConnectionError);
      expect(failure).toMatchObject({ attempts: 2, idempotencyKey: 'never-1' });
      const again = await client().payments.create(order('never'), { idempotencyKey: 'never-1' });
      expect(attempts.at(-1)?.isReplay).toBe(true);
      expect((await client().payments.list({ reference: 'never' })).data).toHaveLength(1);
      expect(again.reference).toBe('never');
    });

    it('gives up an attempt that lasts too long, and tries again', async () => {
      line.next('silence');
      const sluis = client();
      await sluis.payments.create(order('slow'), { timeoutMs: 1_500 });
      expect(attempts.map(({ status, isReplay }) => [status, isReplay])).toEqual([
        [undefined, false],
        [201, true],
      ]);
      line.next('silence');
      await expect(sluis.payments.list({}, { timeoutMs: 300, maxRetries: 0 })).rejects.toBeInstanceOf(TimeoutError);
    });

    it('never repeats by itself what would be done twice', async () => {
      const sluis = client();
      await untilEventsShow(stack.environment.database.url);
      const [event] = (await sluis.events.list({ limit: 1 })).data;
      line.next('answer lost');
      await expect(sluis.events.redeliver(event?.id ?? '')).rejects.toBeInstanceOf(ConnectionError);
      expect(line.methods.filter((method) => method === 'POST')).toHaveLength(1);
      line.next('answer lost');
      const payment = await sluis.payments.create(order('cancelled'));
      line.next('answer lost');
      // It was cancelled by the first, of which no answer came; saying so twice changes nothing more.
      await expect(sluis.payments.cancel(payment.id)).rejects.toMatchObject({ code: 'payment_not_cancellable' });
      expect((await sluis.payments.get(payment.id)).status).toBe('cancelled');
    });

    it('takes what is gone for deleted when it may have deleted it', async () => {
      const sluis = client();
      const { id } = await sluis.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hooks', event_types: ['*'] });
      line.next('answer lost');
      await sluis.webhookEndpoints.delete(id);
      expect(statuses().slice(-2)).toEqual([undefined, 404]);
      await expect(sluis.webhookEndpoints.delete(id)).rejects.toBeInstanceOf(NotFoundError);
    });

    it('ends when its caller wants it to, in the middle of a wait too', async () => {
      line.next({ status: 503, headers: { 'Retry-After': '20' } });
      const caller = new AbortController();
      const reading = client({ onAttempt: () => caller.abort(new Error('enough')) }).payments.list(
        {},
        { signal: caller.signal },
      );
      await expect(reading).rejects.toThrow('enough');
    });

    it('follows nobody elsewhere', async () => {
      line.next({ status: 307, headers: { Location: 'http://127.0.0.1:9/v1/payments' } });
      await expect(client().payments.list()).rejects.toMatchObject({ status: 307 });
    });

    it('does not take a page of a proxy for an answer', async () => {
      line.next({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>Sign in to the network</p>' });
      await client().payments.list();
      expect(statuses()).toEqual([undefined, 200]);
    });
  });

  describe('errors', () => {
    it('are told apart by class and code', async () => {
      const sluis = client();
      const wrong = await failureOf(sluis.payments.create({ ...order(), amount: { value: '12,50', currency: 'EUR' } }));
      expect(wrong).toBeInstanceOf(InvalidRequestError);
      expect(wrong).toMatchObject({
        code: 'request_invalid',
        isRetryable: false,
        fields: [{ pointer: '/amount/value' }],
      });
      expect(wrong).toMatchObject({ requestId: expect.stringMatching(/^req_/) });
      await expect(sluis.payments.get('pay_0')).rejects.toMatchObject({ code: 'resource_not_found', status: 404 });
      await expect(client({ apiKey: 'sk_test_x' }).payments.list()).rejects.toBeInstanceOf(AuthenticationError);
      await sluis.payments.create(order('one'), { idempotencyKey: 'reused' });
      const reused = await failureOf(sluis.payments.create(order('other'), { idempotencyKey: 'reused' }));
      expect(reused).toMatchObject({ name: 'RefusedError', code: 'idempotency_key_reused', idempotencyKey: 'reused' });
      const payment = await sluis.payments.create(order('done'));
      await sluis.payments.cancel(payment.id);
      await expect(sluis.payments.cancel(payment.id)).rejects.toBeInstanceOf(ConflictError);
    });

    it('do not stand in the way of what is no JSON', async () => {
      const sluis = client();
      const link = await sluis.paymentLinks.create({
        amount: { value: '1.00', currency: 'EUR' },
        creditor: { name: shop.name, iban: shop.iban },
        remittance_information: 'Tip',
        use: 'single',
      });
      await sluis.paymentLinks.deactivate(link.id);
      expect(await sluis.paymentLinks.qrSvg(link.id)).toContain('<svg');
      expect([...(await sluis.paymentLinks.qrPng(link.id)).subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    });

    it('of a busy platform come after its patience is at an end', async () => {
      const busy = { status: 503, headers: { 'Retry-After': '0' } };
      line.next(busy, busy, busy);
      const failure = await failureOf(client({ maxRetries: 2 }).payments.list());
      expect(failure).toBeInstanceOf(UnavailableError);
      expect(statuses()).toEqual([503, 503, 503]);
    });

    it('of the same key in use elsewhere are waited out', async () => {
      const key = 'at-once';
      const made = await Promise.all(
        Array.from({ length: 5 }, () => client().payments.create(order('at-once'), { idempotencyKey: key })),
      );
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    });
  });

  describe('lists', () => {
    it('are read page after page, in both directions', async () => {
      const partner = await stack.createPartner();
      const sluis = client({ apiKey: partner.key });
      const made: string[] = [];
      for (let at = 0; at < 7; at += 1) made.push((await sluis.payments.create(order(`page-${at}`))).id);
      attempts.length = 0;
      const newestFirst: string[] = [];
      for await (const { id } of sluis.payments.list({ limit: 3 })) newestFirst.push(id);
      expect(newestFirst).toEqual(made.toReversed());
      expect(attempts).toHaveLength(3);
      const sizes: number[] = [];
      for await (const { data } of sluis.payments.list({ limit: 3 }).pages()) sizes.push(data.length);
      expect(sizes).toEqual([3, 3, 1]);
      const [oldest = ''] = made;
      const newer = await sluis.payments.list({ limit: 2, before: oldest }).toArray({ limit: 100 });
      expect(newer.map(({ id }) => id).toSorted()).toEqual(made.slice(1).toSorted());
      attempts.length = 0;
      expect(await sluis.payments.list({ limit: 3 }).toArray({ limit: 2 })).toHaveLength(2);
      expect(attempts).toHaveLength(1);
      expect((await sluis.payments.list({ limit: 3 })).has_more).toBe(true);
    });
  });

  it('keeps its key to itself', () => {
    const sluis = client();
    expect(inspect(sluis, { depth: 9, showHidden: true }) + JSON.stringify(sluis)).not.toContain(stack.partner.key);
    expect(() => new Sluis({ apiKey: 'sk', baseUrl: 'http://api.example' })).toThrow(SluisError);
    expect(() => new Sluis({ apiKey: 'sk', baseUrl: 'http://127.0.0.1.example' })).toThrow('https only');
    expect(() => new Sluis({ apiKey: 'sk', baseUrl: 'http://api:4000', allowHttp: true })).not.toThrow();
    expect(() => sluis.payments.get('..')).toThrow('an id is missing');
  });
});

async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it went well');
}

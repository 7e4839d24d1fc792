import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from '../index.js';
import { control, createUser, type TestUser } from '../testing/control.js';
import { idOf, part, TestClient } from '../testing/test-client.js';
import { authoriseUrl, exchange, registerOauthApp, registerTpp } from '../testing/test-tpp.js';

const notification = z.object({
  NotificationUrl: z.looseObject({ category: z.string(), event_type: z.string(), object: z.unknown() }),
});

describe('callbacks', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;
  let receiver: Server;
  let failures = 0;
  let received: z.infer<typeof notification>[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        failures -= 1;
        if (failures < 0) received.push(notification.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
        response.writeHead(failures < 0 ? 200 : 500).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    emulator = await startEmulator();
    user = await createUser(emulator.url, { balance: '100.00' });
    client = new TestClient(emulator.url);
    await client.install();
    await client.registerDevice(user.apiKey);
    await client.openSession(user.apiKey);
    const notification_target = `http://127.0.0.1:${portOf(receiver)}/hook`;
    await client.send('POST', `/v1/user/${user.id}/notification-filter-url`, {
      body: { notification_filters: [{ category: 'MUTATION', notification_target }] },
    });
    await control(emulator.url, 'POST', '/switches', { callbackIntervalSeconds: 0.01 });
  });
  afterAll(async () => {
    await emulator.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  beforeEach(() => {
    received = [];
    failures = 0;
  });

  const pay = (description = 'x') =>
    client.send('POST', `/v1/user/${user.id}/monetary-account/${user.accountId}/payment`, {
      body: {
        amount: { value: '1.00', currency: 'EUR' },
        counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
        description,
      },
    });
  const befall = (accident: string) =>
    control(emulator.url, 'POST', '/faults', { match: { callback: 'MUTATION' }, then: { callback: accident } });
  const kinds = () => emulator.bank.tables.journal.all().map((entry) => entry.kind);

  it('tell of a mutation with the object as it is read', async () => {
    await pay();
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({
      NotificationUrl: {
        category: 'MUTATION',
        event_type: 'MUTATION_CREATED',
        object: { Payment: { amount: { value: '-1.00' } } },
      },
    });
  });

  it('tell a TPP of drafts on accounts it has consent for, and of the end of that consent', async () => {
    const tpp = await registerTpp(emulator.url);
    const app = await registerOauthApp(tpp);
    const notification_target = `http://127.0.0.1:${portOf(receiver)}/tpp`;
    const url = authoriseUrl(emulator.url, app);
    const authorised = await control(emulator.url, 'POST', `/psu/${user.id}/authorise`, { url, decision: 'accept' });
    const redirect = z.string().parse(authorised.body['redirect_to']);
    const token = z
      .object({ access_token: z.string() })
      .parse(await (await exchange(emulator.url, app, redirect)).json());
    const consent = Object.assign(new TestClient(emulator.url), { installationToken: tpp.installationToken });
    await consent.openSession(token.access_token);
    const filter = (category: string) => ({ body: { notification_filters: [{ category, notification_target }] } });
    await tpp.send('POST', `/v1/user/${tpp.userId}/notification-filter-url`, filter('OAUTH'));
    const account = `/v1/user/${consent.userId}/monetary-account/${user.accountId}`;
    await consent.send('POST', `${account}/notification-filter-url`, filter('DRAFT_PAYMENT'));

    const counterparty_alias = { type: 'EMAIL', value: 'bravo@bunq.com' };
    const entry = { amount: { value: '1.00', currency: 'EUR' }, counterparty_alias, description: 'x' };
    await consent.send('POST', `${account}/draft-payment`, {
      body: { entries: [entry], number_of_required_accepts: 1 },
    });
    await control(emulator.url, 'POST', `/psu/${user.id}/revoke`, {});
    await expect
      .poll(() => received.map(({ NotificationUrl }) => NotificationUrl.event_type).sort())
      .toEqual(['DRAFT_PAYMENT_CREATED', 'OAUTH_REVOKED']);
  });

  it('are tried again until they arrive', async () => {
    failures = 5;
    await pay();
    await expect.poll(() => received.length).toBe(1);
  });

  it('are dropped after six attempts', async () => {
    failures = 6;
    await pay();
    await expect.poll(() => kinds().filter((kind) => kind === 'callback_dropped').length).toBe(1);
    expect(received).toHaveLength(0);
  });

  it('are kept as failures when they were dropped, and are sent again on request', async () => {
    failures = 6;
    await pay();
    const path = `/v1/user/${user.id}/notification-filter-failure`;
    const listed = async () => (await client.send('GET', path)).body.Response ?? [];
    const before = (await listed()).length;
    await expect.poll(async () => (await listed()).length).toBe(before + 1);
    const failure = part(await client.send('GET', path), 'NotificationFilterFailure');
    expect(failure).toMatchObject({ category: 'MUTATION', event_type: 'MUTATION_CREATED', response_code: 500 });
    const body = { notification_filter_failed_ids: String(failure['id']) };
    expect((await client.send('POST', path, { body })).status).toBe(200);
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({ NotificationUrl: { object: { Payment: { id: failure['object_id'] } } } });
    expect(await listed()).toHaveLength(before);
    expect((await client.send('POST', path, { body })).status).toBe(404);
  });

  it('wait a minute of the clock of the bank between attempts', async () => {
    await control(emulator.url, 'POST', '/switches', { callbackIntervalSeconds: 60 });
    await control(emulator.url, 'POST', '/clock', { frozen: true });
    failures = 1;
    await pay();
    await expect.poll(() => kinds().at(-1)).toBe('callback_failed');
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 59 });
    expect(received).toHaveLength(0);
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 1 });
    await expect.poll(() => received.length).toBe(1);
    await control(emulator.url, 'POST', '/clock', { frozen: false });
    await control(emulator.url, 'POST', '/switches', { callbackIntervalSeconds: 0.01 });
  });

  it('make every attempt that fell due in one long step of the clock', async () => {
    await control(emulator.url, 'POST', '/switches', { callbackIntervalSeconds: 60 });
    await control(emulator.url, 'POST', '/clock', { frozen: true });
    const dropped = () => kinds().filter((kind) => kind === 'callback_dropped').length;
    const before = dropped();
    failures = 6;
    await pay();
    await expect.poll(() => kinds().at(-1)).toBe('callback_failed');
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 3600 });
    await expect.poll(dropped).toBe(before + 1);
    expect(received).toHaveLength(0);
    await control(emulator.url, 'POST', '/clock', { frozen: false });
    await control(emulator.url, 'POST', '/switches', { callbackIntervalSeconds: 0.01 });
  });

  it('come for requests, schedules and cards too, to both sides', async () => {
    const notification_target = `http://127.0.0.1:${portOf(receiver)}/hook`;
    const categories = ['MUTATION', 'PAYMENT', 'REQUEST', 'SCHEDULE_STATUS', 'SCHEDULE_RESULT'];
    categories.push('CARD_TRANSACTION_SUCCESSFUL', 'CARD_TRANSACTION_FAILED');
    const set = (wanted: string[]) =>
      client.send('POST', `/v1/user/${user.id}/notification-filter-url`, {
        body: { notification_filters: wanted.map((category) => ({ category, notification_target })) },
      });
    await set(categories);
    const path = `/v1/user/${user.id}/monetary-account/${user.accountId}`;
    const counterparty_alias = { type: 'EMAIL', value: 'sugardaddy@bunq.com' };
    const amount = { value: '5.00', currency: 'EUR' };
    await client.send('POST', `${path}/request-inquiry`, {
      body: { amount_inquired: amount, counterparty_alias, description: 'x', allow_bunqme: false },
    });
    const schedule = { time_start: '2020-01-01 00:00:00.000000', recurrence_unit: 'ONCE', recurrence_size: 1 };
    await client.send('POST', `${path}/schedule-payment`, {
      body: { payment: { amount, counterparty_alias, description: 'x' }, schedule },
    });
    const card = (await control(emulator.url, 'POST', `/psu/${user.id}/cards`, {})).body['card_id'];
    for (const value of ['1.00', '9999.00']) {
      await control(emulator.url, 'POST', `/psu/${user.id}/cards/${String(card)}/payments`, { amount: value });
    }
    const types = () => received.map(({ NotificationUrl: one }) => `${one.category} ${one.event_type}`).sort();
    await expect
      .poll(types)
      .toEqual([
        'CARD_TRANSACTION_FAILED CARD_TRANSACTION_NOT_ALLOWED',
        'CARD_TRANSACTION_SUCCESSFUL CARD_PAYMENT_ALLOWED',
        'MUTATION MUTATION_CREATED',
        'MUTATION MUTATION_CREATED',
        'MUTATION MUTATION_RECEIVED',
        'PAYMENT PAYMENT_CREATED',
        'REQUEST REQUEST_INQUIRY_ACCEPTED',
        'REQUEST REQUEST_INQUIRY_CREATED',
        'SCHEDULE_RESULT SCHEDULE_INSTANCE_PAYMENT_SUCCEEDED',
        'SCHEDULE_STATUS SCHEDULE_DEFINITION_PAYMENT_CREATED',
        'SCHEDULE_STATUS SCHEDULE_DEFINITION_PAYMENT_FINISHED',
      ]);
    await set(['MUTATION']);
  });

  it.each([
    [
      'a draft',
      async (path: string, entries: unknown[]) => {
        const body = { entries, number_of_required_accepts: 1 };
        const id = idOf(await client.send('POST', `${path}/draft-payment`, { body }));
        await control(emulator.url, 'POST', `/psu/${user.id}/drafts/${id}`, { decision: 'accept' });
      },
    ],
    [
      'a batch',
      (path: string, payments: unknown[]) => client.send('POST', `${path}/payment-batch`, { body: { payments } }),
    ],
    [
      'a planned batch',
      (path: string, payments: unknown[]) => {
        const schedule = { time_start: '2020-01-01 00:00:00.000000', recurrence_unit: 'ONCE', recurrence_size: 1 };
        return client.send('POST', `${path}/schedule-payment-batch`, { body: { payments, schedule } });
      },
    ],
  ])('come for each payment of %s of two, and for both together', async (_what, order) => {
    const notification_target = `http://127.0.0.1:${portOf(receiver)}/hook`;
    const filters = `/v1/user/${user.id}/notification-filter-url`;
    const set = (categories: string[]) =>
      client.send('POST', filters, {
        body: { notification_filters: categories.map((category) => ({ category, notification_target })) },
      });
    await set(['MUTATION', 'PAYMENT']);
    const counterparty_alias = { type: 'EMAIL', value: 'bravo@bunq.com' };
    const entry = { amount: { value: '1.00', currency: 'EUR' }, counterparty_alias, description: 'x' };
    await order(`/v1/user/${user.id}/monetary-account/${user.accountId}`, [entry, entry]);
    await expect
      .poll(() => received.map(({ NotificationUrl: { event_type } }) => event_type).sort())
      .toEqual(['MUTATION_CREATED', 'MUTATION_CREATED', 'PAYMENT_BATCH_CREATED', 'PAYMENT_CREATED', 'PAYMENT_CREATED']);
    await set(['MUTATION']);
  });

  it('can overtake each other', async () => {
    await befall('reorder');
    await pay('first');
    await pay('second');
    await expect.poll(() => received.length).toBe(2);
    const texts = received.map(({ NotificationUrl: { object } }) => Object(object).Payment.description);
    expect(texts).toEqual(['second', 'first']);
  });

  it('can be lost, repeated and forged', async () => {
    await befall('lose');
    await pay();
    expect(kinds().at(-1)).toBe('callback_lost');
    await befall('repeat');
    await pay();
    await expect.poll(() => received.length).toBe(2);
    await befall('forge');
    await pay();
    await expect.poll(() => received.length).toBe(4);
    expect(JSON.stringify(received)).toContain('"-10.00"');
  });
});

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

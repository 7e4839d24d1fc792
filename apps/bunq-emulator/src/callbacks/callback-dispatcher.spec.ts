import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from '../index.js';
import { control, createUser, type TestUser } from '../testing/control.js';
import { TestClient } from '../testing/test-client.js';
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

  const pay = () =>
    client.send('POST', `/v1/user/${user.id}/monetary-account/${user.accountId}/payment`, {
      body: {
        amount: { value: '1.00', currency: 'EUR' },
        counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
        description: 'x',
      },
    });
  const befall = (accident: string) =>
    // oxlint-disable-next-line unicorn/no-thenable -- the control API's word for what happens
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

import { once } from 'node:events';
import { createServer, isIPv6, type AddressInfo } from 'node:net';
import { EventLog } from '@sluis/events';
import { OutboxRunner } from '@sluis/outbox';
import { queryRows } from '@sluis/persistence';
import {
  DeliverWebhook,
  deliveryLeaseMs,
  WebhookEndpoints,
  WebhookSender,
  WebhookTargetRefusedError,
} from '@sluis/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startEventsStack, type EventsStack } from '../support/events-stack.js';
import { status, WebhookReceiver } from '../support/webhook-receiver.js';
import { ConnectionAttempts } from './connection-attempts.js';
import { behindAName, inTheUrl } from './internal-targets.js';

const actor = { type: 'partner', id: 'key_test' } as const;
const innocentUrl = 'https://shop.example/hooks';

/** Hears every connection to any address of this machine. */
const listener = createServer((socket) => {
  heard += 1;
  socket.destroy();
});
let heard = 0;
let port: number;

let stack: EventsStack;
let partnerId: string;
let endpointId: string;
let attempts: ConnectionAttempts;
let ourServers: number[];

/** What the name servers say, one answer per question. */
let nameServer: (question: number) => readonly string[] = () => [];
let questions = 0;

const sender = new WebhookSender({
  allowPrivateTargets: false,
  deadlineMs: 2_000,
  resolveHost: () => {
    questions += 1;
    const addresses = nameServer(questions);
    return Promise.resolve(addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })));
  },
});

beforeAll(async () => {
  listener.listen(0);
  await once(listener, 'listening');
  ({ port } = listener.address() as AddressInfo);
  stack = await startEventsStack({ variables: { WEBHOOK_ALLOW_PRIVATE_TARGETS: 'no' }, sender });
  ourServers = [Number(new URL(stack.databaseUrl).port), Number(new URL(inject('redisUrl')).port)];
  partnerId = await stack.newPartner();
  endpointId = await create(innocentUrl);
  attempts = new ConnectionAttempts();
});

afterAll(async () => {
  attempts.stop();
  await stack.stop();
  listener.close();
});

beforeEach(() => {
  heard = 0;
  questions = 0;
  nameServer = () => [];
  attempts.forget();
});

const endpoints = () => stack.module.get(WebhookEndpoints);
const create = async (url: string) => {
  const { endpoint } = await stack.transactions.forPartner(partnerId, (tx) =>
    endpoints().create(tx, partnerId, { url, eventTypes: ['*'] }, actor),
  );
  return endpoint.id;
};
const change = (url: string) =>
  stack.transactions.forPartner(partnerId, (tx) => endpoints().update(tx, partnerId, endpointId, { url }, actor));

/** An event, delivered to the endpoint as it stands in the database. @returns what the delivery log says of it */
async function deliver(): Promise<(string | null)[]> {
  const eventId = await stack.transactions.run((tx) =>
    stack.module.get(EventLog).appendTest(tx, partnerId, endpointId, actor),
  );
  const find = () => stack.module.get(EventLog).listDeliveries(partnerId, eventId);
  for (const { id } of await find()) {
    await stack.module
      .get(OutboxRunner)
      .runOne('webhooks.deliver', id, deliveryLeaseMs, (claim) => stack.module.get(DeliverWebhook).deliver(claim));
  }
  return (await find()).flatMap((delivery) => delivery.attempts.map(({ failure }) => failure));
}

/** As if the address had been stored by a release that knew less. */
const store = (url: string) =>
  stack.transactions.run((tx) =>
    queryRows(tx, `UPDATE webhook_endpoints SET url = $2 WHERE id = $1`, [endpointId, url]),
  );

function expectNothingSent(): void {
  expect(attempts.to({ except: ourServers })).toEqual([]);
  expect(attempts.namesLookedUp).toBe(0);
  expect(heard).toBe(0);
}

describe('an internal target', () => {
  it('is one of more than sixty', () => {
    expect(inTheUrl.length + behindAName.length).toBeGreaterThan(60);
  });

  it.each(inTheUrl)('in the URL: %s is refused at creation, at a change and at delivery', async (_, form) => {
    const url = form.replace('PORT', String(port));
    await expect(create(url)).rejects.toThrow(WebhookTargetRefusedError);
    await expect(change(url)).rejects.toThrow(WebhookTargetRefusedError);
    await store(url);
    expect(await deliver()).toEqual(['target_refused']);
    expect(questions).toBe(0);
    expectNothingSent();
  });

  it.each(behindAName)('behind a name: %s is refused where the socket connects', async (_, addresses) => {
    await store(`https://shop.example:${port}/hooks`);
    nameServer = () => addresses;
    expect(await deliver()).toEqual(['target_refused']);
    expect(questions).toBe(1);
    expectNothingSent();
  });

  it('behind a name that moves is refused however it moves: each connection asks once and uses that answer', async () => {
    await store(`https://shop.example:${port}/hooks`);
    nameServer = (question) => (question === 1 ? ['127.0.0.1'] : ['93.184.215.14']);
    expect(await deliver()).toEqual(['target_refused']);
    expect(questions).toBe(1);
    nameServer = (question) => (question % 2 === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    expect(await deliver()).toEqual(['target_refused']);
    expectNothingSent();
  });
});

describe('a redirect inside', () => {
  it.each([301, 302, 303, 307, 308, 300, 305])('by %i is not followed', async (code) => {
    const receiver = await WebhookReceiver.start();
    const lenient = new WebhookSender({ allowPrivateTargets: true, deadlineMs: 2_000 });
    receiver.next(status(code, { location: `http://127.0.0.1:${port}/`, refresh: `0; url=http://127.0.0.1:${port}/` }));
    attempts.forget();
    expect(await lenient.post(receiver.url, {}, '{}')).toMatchObject({ status: code });
    const { port: receiverPort } = new URL(receiver.url);
    expect(attempts.to({ except: ourServers })).toEqual([`127.0.0.1 ${receiverPort}`]);
    expect(heard).toBe(0);
    await lenient.onModuleDestroy();
    await receiver.stop();
  });
});

describe('the counters', () => {
  it('see a connection where there is one', async () => {
    const lenient = new WebhookSender({ allowPrivateTargets: true, deadlineMs: 2_000 });
    await lenient.post(`http://127.0.0.1:${port}/`, {}, '{}');
    await lenient.post(`http://localhost:${port}/`, {}, '{}');
    expect(attempts.to({ except: ourServers }).length).toBeGreaterThanOrEqual(2);
    expect(attempts.namesLookedUp).toBeGreaterThan(0);
    expect(heard).toBeGreaterThanOrEqual(2);
    await lenient.onModuleDestroy();
  });
});

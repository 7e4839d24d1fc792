import { Outbox, OutboxRunner } from '@sluis/outbox';
import { newId, queryRows, toPublicId } from '@sluis/persistence';
import {
  DeliverWebhook,
  deliveryLeaseMs,
  EndpointDeliveries,
  WebhookEndpoints,
  type WebhookDelivery,
} from '@sluis/webhooks';
import { verifyWebhook } from '@sluis/sdk';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startEventsStack, type EventsStack } from '../../../test/support/events-stack.js';
import { status, WebhookReceiver } from '../../../test/support/webhook-receiver.js';
import { EventLog } from './event-log.service.js';

const actor = { type: 'partner', id: 'key_test' } as const;

let stack: EventsStack;
let receiver: WebhookReceiver;
let partnerId: string;
let endpointId: string;
let secret: string;

beforeAll(async () => {
  stack = await startEventsStack();
});
afterAll(() => stack.stop());

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  partnerId = await stack.newPartner();
  ({ endpointId, secret } = await createEndpoint(receiver.url));
});
afterEach(() => receiver.stop());

async function createEndpoint(url: string, eventTypes = ['*']): Promise<{ endpointId: string; secret: string }> {
  const created = await stack.transactions.forPartner(partnerId, (tx) =>
    stack.module.get(WebhookEndpoints).create(tx, partnerId, { url, eventTypes }, actor),
  );
  return { endpointId: created.endpoint.id, secret: created.secret };
}

/** Appends an event of a payment of its own, and returns the event's id. */
async function append(type = 'payment.executed'): Promise<string> {
  const resourceId = newId();
  await stack.transactions.run((tx) =>
    stack.module.get(EventLog).append(tx, {
      partnerId,
      type,
      resourceType: 'payment',
      resourceId,
      resourceVersion: 3,
      resource: { id: toPublicId('payment', resourceId), status: 'executed', reference: 'Orde­r é' },
    }),
  );
  const [row] = await rows<{ id: string }>(`SELECT id FROM events WHERE partner_id = $1 AND resource_id = $2`, [
    partnerId,
    resourceId,
  ]);
  return row?.id ?? '';
}

const rows = <Row>(sql: string, parameters: unknown[]) =>
  stack.transactions.run((tx) => queryRows<Row>(tx, sql, parameters));

const deliveriesOf = (eventId: string): Promise<WebhookDelivery[]> =>
  stack.module.get(EventLog).listDeliveries(partnerId, eventId);

/** What the worker does, for everything of this partner that is due now. */
async function work(): Promise<void> {
  const due = await rows<{ subject: string }>(
    `SELECT subject FROM outbox WHERE kind = 'webhooks.deliver' AND partner_id = $1 AND due_at <= now()`,
    [partnerId],
  );
  await Promise.all(
    due.map(({ subject }) =>
      stack.module
        .get(OutboxRunner)
        .runOne('webhooks.deliver', subject, deliveryLeaseMs, (claim) =>
          stack.module.get(DeliverWebhook).deliver(claim),
        ),
    ),
  );
}

/** Moves everything of this partner back in time: the same as waiting. */
async function pass(interval: string): Promise<void> {
  await rows(
    `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - $2::interval,
       round_started_at = round_started_at - $2::interval WHERE partner_id = $1`,
    [partnerId, interval],
  );
  await rows(`UPDATE outbox SET due_at = due_at - $2::interval WHERE partner_id = $1`, [partnerId, interval]);
}

const outstanding = async () =>
  (
    await rows<{ seconds: number }>(
      `SELECT extract(epoch FROM due_at - now())::float8 AS seconds FROM outbox WHERE partner_id = $1`,
      [partnerId],
    )
  )[0]?.seconds;

const redeliver = (eventId: string, toEndpointId?: string) =>
  stack.transactions.run((tx) =>
    stack.module.get(EventLog).redeliver(tx, partnerId, eventId, { endpointId: toEndpointId, actor }),
  );

describe('telling a partner', () => {
  it('delivers the stored text once, signed, and is done', async () => {
    const eventId = await append();
    await work();
    await work();
    const [webhook, ...others] = receiver.received;
    expect(others).toEqual([]);
    const { body } = await stack.module.get(EventLog).get(partnerId, eventId);
    expect(webhook?.body).toBe(body);
    expect(webhook?.headers['webhook-id']).toBe(toPublicId('event', eventId));
    expect(new Webhook(secret).verify(body, webhook?.headers ?? {})).toMatchObject({
      type: 'payment.executed',
      resource_version: 3,
      data: { status: 'executed', reference: 'Orde­r é' },
    });
    expect(await deliveriesOf(eventId)).toMatchObject([
      { endpointId, status: 'delivered', nextAttemptAt: null, attempts: [{ responseStatus: 200, failure: null }] },
    ]);
    expect(await outstanding()).toBeUndefined();
  });

  it('leaves nothing behind when the change is rolled back', async () => {
    const rolledBack = stack.transactions.run(async (tx) => {
      await stack.module.get(EventLog).append(tx, {
        partnerId,
        type: 'payment.executed',
        resourceType: 'payment',
        resourceId: newId(),
        resourceVersion: 1,
        resource: {},
      });
      throw new Error('the change failed');
    });
    await expect(rolledBack).rejects.toThrow('the change failed');
    expect(await outstanding()).toBeUndefined();
  });

  it('tells only endpoints that listen, are enabled, and belong to the partner', async () => {
    const [consents, closed, exact] = await Promise.all([
      createEndpoint(receiver.url, ['consent.*', 'payment.failed']),
      createEndpoint(receiver.url),
      createEndpoint(receiver.url, ['payment.executed']),
    ]);
    await stack.transactions.run((tx) =>
      stack.module.get(WebhookEndpoints).update(tx, partnerId, closed.endpointId, { status: 'disabled' }, actor),
    );
    const told = (await deliveriesOf(await append())).map((delivery) => delivery.endpointId);
    expect(told.sort()).toEqual([endpointId, exact.endpointId].sort());
    expect(told).not.toContain(consents.endpointId);
  });

  it('tries again after 500, 301 and a broken connection, with the same id and a new time', async () => {
    const internal = await WebhookReceiver.start();
    receiver.next(status(500), status(301, { location: internal.url }), (response) =>
      response.socket?.resetAndDestroy(),
    );
    const eventId = await append();
    await work();
    expect(await outstanding()).toBeGreaterThan(3);
    expect(await outstanding()).toBeLessThanOrEqual(6);
    for (let retry = 0; retry < 3; retry += 1) {
      await work(); // Not due yet: does nothing.
      await pass('3 minutes');
      await work();
    }
    expect(await deliveriesOf(eventId)).toMatchObject([
      {
        status: 'delivered',
        attempts: [
          { responseStatus: 500 },
          { responseStatus: 301 },
          { responseStatus: null, failure: 'connection_reset' },
          { responseStatus: 200 },
        ],
      },
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(internal.received).toEqual([]);
    await internal.stop();
  });

  it('waits as long as a busy receiver asks', async () => {
    receiver.next(status(429, { 'retry-after': '300' }));
    await append();
    await work();
    expect(await outstanding()).toBeGreaterThan(290);
  });

  it('gives up after thirty days, and delivers again on request under the same id', async () => {
    receiver.next(status(500), status(500));
    const eventId = await append();
    await work();
    await pass('30 days');
    await work();
    expect(await deliveriesOf(eventId)).toMatchObject([{ status: 'dead', attempts: [{}, {}] }]);
    expect(await outstanding()).toBeUndefined();
    expect(await actions()).toContain('webhook_delivery.given_up');

    receiver.next(status(503));
    expect(await redeliver(eventId)).toBe(1);
    await work();
    expect(await deliveriesOf(eventId)).toMatchObject([{ status: 'pending' }]);
    await pass('1 minute');
    await work();
    expect(await deliveriesOf(eventId)).toMatchObject([{ status: 'delivered', attempts: [{}, {}, {}, {}] }]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('stops for good at 410: the endpoint is disabled, what waits for it is given up, and both are on record', async () => {
    const waiting = await append();
    receiver.next(status(410));
    const gone = await append();
    // Only the second one is due, so that the first still waits when the endpoint closes.
    await rows(
      `UPDATE outbox SET due_at = now() + interval '1 minute'
       WHERE subject = (SELECT id::text FROM webhook_deliveries WHERE partner_id = $1 AND event_id = $2)`,
      [partnerId, waiting],
    );
    await work();
    const endpoint = await stack.transactions.run((tx) =>
      stack.module.get(WebhookEndpoints).get(tx, partnerId, endpointId),
    );
    expect(endpoint).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    await pass('2 minutes');
    await work();
    expect(await deliveriesOf(gone)).toMatchObject([{ status: 'dead' }]);
    expect(await deliveriesOf(waiting)).toMatchObject([{ status: 'dead', attempts: [] }]);
    expect(receiver.received).toHaveLength(1);
    expect(await actions()).toContain('webhook_endpoint.disabled');
    await expect(redeliver(gone)).rejects.toMatchObject({ code: 'event_not_redeliverable' });
  });

  it('tells each endpoint in its version, and without one in the version of the partner', async () => {
    const old = await WebhookReceiver.start();
    onTestFinished(() => old.stop());
    const { endpointId: oldId } = await createEndpoint(old.url);
    await stack.transactions.run((tx) =>
      stack.module.get(WebhookEndpoints).update(tx, partnerId, oldId, { apiVersion: '2026-11-01' }, actor),
    );
    const told = async (partnersVersion: string) => {
      await rows(`UPDATE partners SET api_version = $2 WHERE id = $1`, [partnerId, partnersVersion]);
      await stack.transactions.run((tx) =>
        stack.module.get(EventLog).append(tx, {
          partnerId,
          type: 'payment_request.open',
          resourceType: 'payment_request',
          resourceId: newId(),
          resourceVersion: 1,
          resource: { requested_address: 'optional' },
        }),
      );
      await work();
      return [receiver, old].map(({ received }) => JSON.parse(received.at(-1)?.body ?? '').data);
    };
    const [latest, first] = [{ requested_address: 'optional' }, { address_required: 'optional' }];
    expect(await told('2026-11-21')).toEqual([latest, first]);
    expect(await told('2026-11-01')).toEqual([first, first]);
    const { items } = await stack.transactions.run((tx) =>
      stack.module.get(EndpointDeliveries).list(tx, partnerId, oldId, { limit: 1 }),
    );
    expect(items.map(({ body }) => body)).toEqual([old.received.at(-1)?.body]);
  });

  it('disables an endpoint after days of nothing but failures, and tells the partner’s others', async () => {
    const other = await WebhookReceiver.start();
    onTestFinished(() => other.stop());
    await createEndpoint(other.url, ['webhook_endpoint.*']);
    const endpoint = () =>
      stack.transactions.run((tx) => stack.module.get(WebhookEndpoints).get(tx, partnerId, endpointId));
    const failOnce = async () => {
      receiver.next(status(500));
      await append();
      await work();
    };
    const failingFor = (interval: string) =>
      rows(`UPDATE webhook_endpoints SET failing_since = now() - $2::interval WHERE id = $1`, [endpointId, interval]);

    await failOnce();
    expect((await endpoint()).failingSince).not.toBeNull();
    await failingFor('6 days');
    await append();
    await work();
    expect(await endpoint()).toMatchObject({ status: 'enabled', failingSince: null });

    await failOnce();
    await failingFor('4 days 23 hours');
    await failOnce();
    expect((await endpoint()).status).toBe('enabled');
    await failingFor('5 days');
    await failOnce();
    expect(await endpoint()).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    await work();
    expect(other.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        type: 'webhook_endpoint.disabled',
        data: { id: toPublicId('webhookEndpoint', endpointId), url: receiver.url, disabled_reason: 'failing' },
      },
    ]);
    expect(await actions()).toContain('webhook_endpoint.disabled');

    await stack.transactions.run((tx) =>
      stack.module.get(WebhookEndpoints).update(tx, partnerId, endpointId, { status: 'enabled' }, actor),
    );
    expect(await endpoint()).toMatchObject({ status: 'enabled', disabledReason: null, failingSince: null });
    await failOnce();
    expect((await endpoint()).status).toBe('enabled');
  });

  it('signs with both secrets for a day after a rotation', async () => {
    const rotated = await stack.transactions.run((tx) =>
      stack.module.get(WebhookEndpoints).rotateSecret(tx, partnerId, endpointId, actor),
    );
    await append();
    await work();
    await rows(`UPDATE webhook_endpoints SET previous_secret_until = now() WHERE partner_id = $1`, [partnerId]);
    await append();
    await work();
    expect(verifies(secret, 0)).not.toThrow();
    expect(verifies(rotated.secret, 0)).not.toThrow();
    expect(verifies(secret, 1)).toThrow('No matching signature found');
    expect(verifies(rotated.secret, 1)).not.toThrow();
    expect(rotated.endpoint.publicKey).not.toBe(rotated.endpoint.previousPublicKey);
    const kinds = receiver.received.map(({ headers }) =>
      headers['webhook-signature']?.split(' ').map((one) => one.split(',')[0]),
    );
    expect(kinds).toEqual([
      ['v1', 'v1', 'v1a', 'v1a'],
      ['v1', 'v1a'],
    ]);
    for (const [index, publicKey] of [
      [0, rotated.endpoint.previousPublicKey],
      [0, rotated.endpoint.publicKey],
      [1, rotated.endpoint.publicKey],
    ] as const) {
      const { body = '', headers = {} } = receiver.received[index] ?? {};
      await expect(verifyWebhook(body, headers, publicKey ?? '')).resolves.toMatchObject({ type: 'payment.executed' });
    }
  });

  it('lets a redelivery asked for during an attempt have its own attempt', async () => {
    const first = holdNext();
    const eventId = await append();
    const working = work();
    await first.arrived;
    await redeliver(eventId);
    first.answer(200);
    await working;
    await work();
    expect(receiver.received).toHaveLength(2);
    expect(await deliveriesOf(eventId)).toMatchObject([{ status: 'delivered', attempts: [{}, {}] }]);
  });

  it('keeps the acceptance when a worker that was frozen past its lease fails late', async () => {
    // An endpoint that has never answered is told one thing at a time.
    await append();
    await work();
    const first = holdNext();
    const eventId = await append();
    const frozen = work();
    await first.arrived;
    await rows(`UPDATE outbox SET lease_until = now() - interval '1 second' WHERE partner_id = $1`, [partnerId]);
    await work();
    first.answer(500);
    await frozen;
    expect(await deliveriesOf(eventId)).toMatchObject([
      { status: 'delivered', nextAttemptAt: null, attempts: [{ responseStatus: 200 }, { responseStatus: 500 }] },
    ]);
    expect(await outstanding()).toBeUndefined();
  });

  it('is found again after a worker died with the delivery in its hands', async () => {
    const eventId = await append();
    const [{ id = '' } = {}] = await deliveriesOf(eventId);
    const lost = await stack.transactions.run((tx) => stack.module.get(Outbox).claim(tx, 'webhooks.deliver', id, 1));
    expect(lost).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await work();
    expect(receiver.received).toHaveLength(1);
  });

  it('sends a redelivery to an endpoint that listens only since, and to that one alone', async () => {
    const eventId = await append();
    await work();
    const second = await createEndpoint(receiver.url, ['consent.*']);
    expect(await redeliver(eventId, second.endpointId)).toBe(1);
    await work();
    expect(receiver.received).toHaveLength(2);
    expect(await deliveriesOf(eventId)).toHaveLength(2);
  });

  it('sends a test to one endpoint only', async () => {
    const other = await createEndpoint(receiver.url);
    for (let test = 0; test < 2; test += 1) {
      await stack.transactions.run((tx) => stack.module.get(EventLog).appendTest(tx, partnerId, endpointId, actor));
    }
    await work();
    expect(receiver.received).toHaveLength(2);
    expect(
      new Webhook(secret).verify(receiver.received[0]?.body ?? '', receiver.received[0]?.headers ?? {}),
    ).toMatchObject({
      type: 'webhook_endpoint.test',
      data: { id: toPublicId('webhookEndpoint', endpointId) },
    });
    expect(other.endpointId).not.toBe(endpointId);
  });

  it('answers quick receivers while a slow one keeps its lane full', async () => {
    const slow = await WebhookReceiver.start();
    await createEndpoint(slow.url);
    const held: (() => void)[] = [];
    const hold = (response: { end(): unknown }) => void held.push(() => void response.end());
    slow.next(...Array.from({ length: 20 }, () => hold));
    for (let event = 0; event < 8; event += 1) await append();
    const working = work();
    await expect.poll(() => receiver.received.length).toBeGreaterThanOrEqual(4);
    await expect.poll(() => slow.received.length).toBe(1);
    for (const release of held) release();
    await working;
    await slow.stop();
  });
});

/** Has a partner who knows `key` check one of the received webhooks. */
function verifies(key: string, index: number): () => unknown {
  const { body = '', headers = {} } = receiver.received[index] ?? {};
  return () => new Webhook(key).verify(body, headers);
}

/** Lets the next request wait for an answer until the test gives one. */
function holdNext(): { arrived: Promise<void>; answer: (code: number) => void } {
  const arrived = Promise.withResolvers<void>();
  const code = Promise.withResolvers<number>();
  receiver.next((response) => {
    arrived.resolve();
    void code.promise.then((decided) => response.writeHead(decided).end());
  });
  return { arrived: arrived.promise, answer: code.resolve };
}

async function actions(): Promise<string[]> {
  const found = await rows<{ action: string }>(`SELECT action FROM audit_records WHERE partner_id = $1`, [partnerId]);
  return found.map(({ action }) => action);
}

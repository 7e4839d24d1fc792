import { fromPublicId, newId, toPublicId, Transactions } from '@sluis/persistence';
import { EventLog } from '@sluis/events';
import { Webhook } from 'standardwebhooks';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { exampleResource, publishedApi, undocumentedEvent } from '../support/openapi-check.js';
import type { PartnerClient } from '../support/partner-client.js';
import { startStack, type Stack } from '../support/stack.js';
import { status, WebhookReceiver } from '../support/webhook-receiver.js';

let stack: Stack;
let receiver: WebhookReceiver;
let partner: PartnerClient & { partnerId: string };

beforeAll(async () => {
  stack = await startStack();
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await stack.stop();
  await receiver.stop();
});
beforeEach(async () => {
  partner = await stack.createPartner();
  receiver.received.length = 0;
});

const path = '/v1/webhook-endpoints';

const createEndpoint = async (fields: object = {}) =>
  (await partner.post(path, { url: receiver.url, ...fields }).expect(201)).body;

const change = (id: string, fields: object) =>
  request(stack.apiUrl).patch(`${path}/${id}`).set('Authorization', `Bearer ${partner.key}`).send(fields);

const append = () =>
  stack.api.get(Transactions).run((tx) =>
    stack.api.get(EventLog).append(tx, {
      partnerId: partner.partnerId,
      type: 'payment.executed',
      resourceType: 'payment',
      resourceId: newId(),
      resourceVersion: 1,
      resource: exampleResource('payment.executed'),
    }),
  );

describe('webhook endpoints', () => {
  it('are created with a secret that is shown once, and replayed byte for byte', async () => {
    const body = { url: receiver.url, event_types: ['payment.*'], description: 'Shop' };
    const first = await partner.post(path, body, 'key-1').expect(201);
    expect(first.body).toMatchObject({ url: receiver.url, status: 'enabled', event_types: ['payment.*'] });
    expect(first.body.secret).toMatch(/^whsec_/);
    const replay = await partner.post(path, body, 'key-1').expect(201).expect('Idempotent-Replayed', 'true');
    expect(replay.text).toBe(first.text);
    const { body: shown } = await partner.get(`${path}/${first.body.id}`).expect(200);
    expect(shown).not.toHaveProperty('secret');
    const { body: list } = await partner.get(path).expect(200);
    expect(list).toEqual({ data: [shown], has_more: false, next_cursor: null });
  });

  it.each([
    [{ url: 'ftp://shop.example' }, 422, 'webhook_target_refused'],
    [{ url: 'https://user:pw@shop.example' }, 422, 'webhook_target_refused'],
    [{ url: 'https://shop.example/#x' }, 422, 'webhook_target_refused'],
    [{ event_types: ['everything'] }, 400, 'request_invalid'],
    [{ event_types: [] }, 400, 'request_invalid'],
    [{ secret: 'whsec_mine' }, 400, 'request_invalid'],
    [{ status: 'disabled' }, 400, 'request_invalid'],
    [{ api_version: '2019-01-01' }, 400, 'request_invalid'],
  ])('refuse %j', async (fields, httpStatus, code) => {
    const answer = await partner.post(path, { url: receiver.url, ...fields }).expect(httpStatus);
    expect(answer.body.code).toBe(code);
  });

  it('are changed, disabled and deleted', async () => {
    const { id } = await createEndpoint();
    expect((await change(id, { status: 'disabled', description: null }).expect(200)).body).toMatchObject({
      status: 'disabled',
      disabled_reason: 'partner',
    });
    expect((await partner.post(`${path}/${id}/test`).expect(409)).body.code).toBe('event_not_redeliverable');
    await change(id, {}).expect(400);
    await change(id, { status: 'enabled' }).expect(200);
    await request(stack.apiUrl).delete(`${path}/${id}`).set('Authorization', `Bearer ${partner.key}`).expect(204);
    await partner.get(`${path}/${id}`).expect(404);
    await change(id, { status: 'enabled' }).expect(404);
  });

  it('of another partner do not exist', async () => {
    const { id } = await createEndpoint();
    const stranger = await stack.createPartner();
    for (const endpointId of [id, toPublicId('webhookEndpoint', newId()), 'nonsense']) {
      const calls = [
        stranger.get(`${path}/${endpointId}`),
        stranger.post(`${path}/${endpointId}/rotate-secret`),
        stranger.post(`${path}/${endpointId}/test`),
      ];
      for (const { status: httpStatus, body } of await Promise.all(calls)) {
        expect([httpStatus, body.code]).toEqual([404, 'resource_not_found']);
      }
    }
    expect((await stranger.get(path)).body.data).toEqual([]);
  });

  it('need a key with the scope', async () => {
    const reader = await stack.createPartner(undefined, ['webhooks:read']);
    await reader.get(path).expect(200);
    expect((await reader.post(path, { url: receiver.url }).expect(403)).body.code).toBe('scope_missing');
    expect((await reader.get('/v1/events').expect(403)).body.code).toBe('scope_missing');
    await request(stack.apiUrl).get(path).expect(401);
  });

  it('rotate their secret once per idempotency key', async () => {
    const { id, secret } = await createEndpoint();
    const first = await partner.post(`${path}/${id}/rotate-secret`, undefined, 'rotate-1').expect(200);
    const again = await partner.post(`${path}/${id}/rotate-secret`, undefined, 'rotate-1').expect(200);
    expect(again.text).toBe(first.text);
    await partner.post(`${path}/${id}/test`).expect(202);
    await expect.poll(() => receiver.received.length).toBe(1);
    for (const known of [secret, first.body.secret]) {
      const { body = '', headers = {} } = receiver.received[0] ?? {};
      expect(new Webhook(known).verify(body, headers)).toMatchObject({ type: 'webhook_endpoint.test' });
    }
  });
});

describe('a test event', () => {
  const test = async (id: string, body?: object): Promise<string> =>
    (await partner.post(`${path}/${id}/test`, body).expect(202)).body.event_id;
  const arrived = async (count: number) => {
    await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBe(count);
  };
  const shown = z.looseObject({ type: z.string(), test: z.literal(true), data: z.looseObject({}) });

  it('is of any type, as the document describes it, marked, and in the status that it tells of', async () => {
    const { id } = await createEndpoint({ event_types: ['consent.revoked'] });
    const types = Object.keys(publishedApi.webhooks);
    expect(types.length).toBeGreaterThan(80);
    for (const type of types) await test(id, { type });
    await arrived(types.length);
    const events = receiver.received.map(({ body }) => shown.parse(JSON.parse(body)));
    expect(events.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
    expect(events.flatMap((event) => undocumentedEvent(event) ?? [])).toEqual([]);
    const statusOf = (wanted: string) => events.find(({ type }) => type === wanted)?.data['status'];
    expect(['payment.executed', 'payment.creditable', 'consent.expiring', 'refund.failed'].map(statusOf)).toEqual([
      'executed',
      'executed',
      'authorised',
      'failed',
    ]);
  });

  it('tells of the endpoint itself when no type is named, and is listed with the others', async () => {
    const { id } = await createEndpoint();
    const eventIds = [await test(id), await test(id, {}), await test(id, { type: 'webhook_endpoint.test' })];
    await arrived(3);
    for (const { body } of receiver.received)
      expect(JSON.parse(body)).toMatchObject({ type: 'webhook_endpoint.test', test: true, data: { id } });
    const listed = async () => (await partner.get('/v1/events')).body.data.map((event: { id: string }) => event.id);
    await expect.poll(listed).toEqual(eventIds.toReversed());
  });

  it('that is a sample is in no list of events, and goes to its endpoint alone, again too', async () => {
    const other = await WebhookReceiver.start();
    onTestFinished(() => other.stop());
    const { id } = await createEndpoint();
    await createEndpoint({ url: other.url });
    const samples = [
      await test(id, { type: 'payment.executed' }),
      await test(id, { type: 'webhook_endpoint.disabled' }),
    ];
    await arrived(2);
    await append();
    await expect.poll(() => other.received.length).toBe(1);
    await expect.poll(async () => (await partner.get('/v1/events')).body.data.length).toBe(1);
    const { body: list } = await partner.get('/v1/events').expect(200);
    expect(list.data[0]).not.toHaveProperty('test');
    for (const sample of samples) expect((await partner.get(`/v1/events/${sample}`).expect(200)).body.test).toBe(true);

    const again = await partner.post(`/v1/events/${samples[0]}/redeliver`).expect(202);
    expect(again.body.deliveries).toBe(1);
    await arrived(4);
    expect(receiver.received[3]?.headers['webhook-id']).toBe(samples[0]);
    expect(other.received).toHaveLength(1);
  });

  it('is of a type that there is', async () => {
    const { id } = await createEndpoint();
    for (const body of [{ type: 'payment.lost' }, { type: '*' }, { type: null }, { kind: 'payment.executed' }])
      expect((await partner.post(`${path}/${id}/test`, body).expect(400)).body.code).toBe('request_invalid');
  });
});

describe('the deliveries of an endpoint', () => {
  const logOf = async (id: string, query = '') =>
    (await partner.get(`${path}/${id}/deliveries${query}`).expect(200)).body;
  /** What the worker would come to after thirty days. */
  const letDie = (endpointId: string) =>
    stack.api
      .get(Transactions)
      .run((tx) =>
        tx.query(
          `UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL WHERE endpoint_id = $1 AND status = 'pending'`,
          [fromPublicId('webhookEndpoint', endpointId)],
        ),
      );

  it('show what was sent, what was answered and how long each part took', async () => {
    // One that nobody is connected to yet.
    const fresh = await WebhookReceiver.start();
    onTestFinished(() => fresh.stop());
    const { id } = await createEndpoint({ url: fresh.url });
    fresh.next(status(201, { 'x-request-id': 'r-1', 'set-cookie': 'session=1' }));
    await append();
    await expect.poll(async () => (await logOf(id)).data[0]?.status).toBe('delivered');
    const [delivery] = (await logOf(id)).data;
    expect(delivery).toMatchObject({ event_type: 'payment.executed', request_body: fresh.received[0]?.body });
    const [attempt] = delivery.attempts;
    expect(attempt).toMatchObject({ response_status: 201, response_excerpt: 'status 201', dns_ms: null });
    expect(attempt.response_headers).toMatchObject({ 'x-request-id': 'r-1' });
    expect(attempt.response_headers).not.toHaveProperty('set-cookie');
    expect(attempt.connect_ms).toBeGreaterThanOrEqual(0);
    expect(attempt.first_byte_ms).toBeGreaterThanOrEqual(attempt.connect_ms);
    expect(attempt.duration_ms).toBeGreaterThanOrEqual(attempt.first_byte_ms);
  });

  it('are listed page by page in both directions, and by status, type and time', async () => {
    const { id } = await createEndpoint();
    for (let event = 0; event < 3; event += 1) await append();
    await expect.poll(async () => (await logOf(id, '?status=delivered')).data.length).toBe(3);
    const all = (await logOf(id)).data.map((delivery: { id: string }) => delivery.id);
    const first = await logOf(id, '?limit=2');
    expect([first.data.length, first.has_more]).toEqual([2, true]);
    const rest = await logOf(id, `?limit=2&after=${first.next_cursor}`);
    expect(rest.data.map((delivery: { id: string }) => delivery.id)).toEqual(all.slice(2));
    const newer = await logOf(id, `?limit=1&before=${all[2]}`);
    expect([newer.data[0].id, newer.has_more]).toEqual([all[1], true]);
    expect((await logOf(id, '?status=dead')).data).toEqual([]);
    expect((await logOf(id, '?type=consent.revoked')).data).toEqual([]);
    expect((await logOf(id, '?until=2020-01-01T00:00:00Z')).data).toEqual([]);
    expect((await logOf(id, '?type=payment.executed&from=2020-01-01T00:00:00Z')).data).toHaveLength(3);
    const other = await createEndpoint();
    for (const query of [
      `after=${all[0]}`,
      'after=x',
      'status=lost',
      'from=yesterday',
      `after=${all[0]}&before=${all[0]}`,
    ]) {
      expect((await partner.get(`${path}/${other.id}/deliveries?${query}`)).body.code).toBe('request_invalid');
    }
  });

  it('that were given up are listed, and are sent again on request, all or some', async () => {
    const { id } = await createEndpoint();
    receiver.next(...Array.from({ length: 4 }, () => status(500)));
    for (let event = 0; event < 4; event += 1) await append();
    await expect.poll(() => receiver.received.length).toBe(4);
    await letDie(id);
    await expect.poll(async () => (await logOf(id, '?status=dead')).data.length).toBe(4);
    const [one] = (await logOf(id, '?status=dead')).data;
    const again = (fields: object) => partner.post(`${path}/${id}/redeliver`, fields).expect(202);
    expect((await again({ types: ['consent.*'] })).body).toEqual({ deliveries: 0, next_from: null });
    expect((await again({ until: '2020-01-01T00:00:00Z' })).body.deliveries).toBe(0);
    expect((await again({ status: 'delivered' })).body.deliveries).toBe(0);
    expect((await again({ delivery_ids: [one.id] })).body.deliveries).toBe(1);
    await expect.poll(async () => (await logOf(id, '?status=delivered')).data.length).toBe(1);
    expect(receiver.received[4]?.headers['webhook-id']).toBe(one.event_id);
    expect((await again({ types: ['payment.*'], from: '2020-01-01T00:00:00Z' })).body.deliveries).toBe(3);
    await expect.poll(async () => (await logOf(id, '?status=delivered')).data.length).toBe(4);
    await change(id, { status: 'disabled' }).expect(200);
    expect((await partner.post(`${path}/${id}/redeliver`).expect(409)).body.code).toBe('event_not_redeliverable');
  });
});

describe('events', () => {
  it('are listed, shown as they were sent, and redelivered', async () => {
    const endpoint = await createEndpoint();
    receiver.next(status(200));
    await append();
    await expect.poll(() => receiver.received.length).toBe(1);
    await expect.poll(async () => (await partner.get('/v1/events')).body.data.length).toBe(1);
    const { body: list } = await partner.get('/v1/events?limit=1&type=payment.executed').expect(200);
    const [event] = list.data;
    expect(JSON.stringify(event)).toBe(receiver.received[0]?.body);
    expect((await partner.get(`/v1/events/${event.id}`).expect(200)).body).toEqual(event);

    const accepted = await partner.post(`/v1/events/${event.id}/redeliver`, { webhook_endpoint_id: endpoint.id });
    expect([accepted.status, accepted.body]).toEqual([202, { id: event.id, deliveries: 1 }]);
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(receiver.received[1]?.headers['webhook-id']).toBe(event.id);
    const attempts = async () => (await partner.get(`/v1/events/${event.id}/deliveries`).expect(200)).body.data;
    await expect.poll(async () => (await attempts())[0].attempts.length).toBe(2);
    expect(await attempts()).toMatchObject([
      {
        webhook_endpoint_id: endpoint.id,
        status: 'delivered',
        attempts: [{ response_status: 200, failure: null }, {}],
      },
    ]);
  });

  it('of another partner do not exist, and strange cursors are refused', async () => {
    await append();
    await expect.poll(async () => (await partner.get('/v1/events')).body.data.length).toBe(1);
    const [event] = (await partner.get('/v1/events')).body.data;
    const stranger = await stack.createPartner();
    await stranger.get(`/v1/events/${event.id}`).expect(404);
    await stranger.get(`/v1/events/${event.id}/deliveries`).expect(404);
    await stranger.post(`/v1/events/${event.id}/redeliver`).expect(404);
    for (const query of [`after=${event.id}`, 'after=x', 'limit=0', 'limit=101', 'type=x', 'colour=red']) {
      expect((await stranger.get(`/v1/events?${query}`)).body.code).toBe('request_invalid');
    }
    expect((await partner.post(`/v1/events/${event.id}/redeliver`).expect(409)).body.code).toBe(
      'event_not_redeliverable',
    );
  });
});

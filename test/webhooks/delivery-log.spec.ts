import { EventLog } from '@sluis/events';
import { fromPublicId, newId, queryRows, Transactions } from '@sluis/persistence';
import { DeliveryLogTidying } from '@sluis/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResource } from '../support/openapi-check.js';
import type { PartnerClient } from '../support/partner-client.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { status, WebhookReceiver } from '../support/webhook-receiver.js';

let stack: Stack;
let receiver: WebhookReceiver;
let partner: PartnerClient & { partnerId: string };

beforeAll(async () => {
  stack = await startStack({ overrides: { WEBHOOK_LOG_DAYS: '10' } });
  partner = await stack.createPartner();
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await stack?.stop();
  await receiver?.stop();
});

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  stack.api.get(Transactions).run((tx) => queryRows<Row>(tx, text, values));

describe('what receivers answered', () => {
  it('is kept for its days, and then no more is known than that there was an attempt and how it ended', async () => {
    const { id } = (await partner.post('/v1/webhook-endpoints', { url: receiver.url }).expect(201)).body;
    const log = async () => (await partner.get(`/v1/webhook-endpoints/${id}/deliveries`).expect(200)).body.data;
    for (const answer of [status(200, { 'x-request-id': 'old' }), status(202, { 'x-request-id': 'young' })]) {
      const told = (await log()).length + 1;
      receiver.next(answer);
      await stack.api.get(Transactions).run((tx) =>
        stack.api.get(EventLog).append(tx, {
          partnerId: partner.partnerId,
          type: 'payment.executed',
          resourceType: 'payment',
          resourceId: newId(),
          resourceVersion: 1,
          resource: exampleResource('payment.executed'),
        }),
      );
      await until('the delivery', async () =>
        (await log()).filter((one: { status: string }) => one.status === 'delivered').length === told
          ? true
          : undefined,
      );
    }
    const [young, old] = await log();
    const age = (days: number) =>
      query(
        `UPDATE webhook_delivery_attempts SET attempted_at = now() - $2 * interval '1 day' WHERE delivery_id = $1`,
        [fromPublicId('webhookDelivery', old.id), days],
      );
    const tidy = () => stack.api.get(DeliveryLogTidying).run();

    await age(9);
    await tidy();
    expect((await log())[1].attempts).toMatchObject([{ response_headers: { 'x-request-id': 'old' } }]);
    await age(11);
    expect(await tidy()).toEqual({ againInMs: 86_400_000 });
    const [{ attempts: kept }, { attempts: shortened, ...rest }] = await log();
    expect(kept).toEqual(young.attempts);
    expect(shortened).toEqual([
      {
        attempted_at: expect.any(String),
        duration_ms: old.attempts[0].duration_ms,
        response_status: 200,
        failure: null,
        response_headers: null,
        response_excerpt: null,
        dns_ms: null,
        connect_ms: null,
        first_byte_ms: null,
      },
    ]);
    expect(rest).toMatchObject({ id: old.id, status: 'delivered', request_body: old.request_body });
    await tidy();
    const records = await query(
      `SELECT actor_type, outcome, details FROM audit_records WHERE action = 'webhook_delivery.answers_blanked'`,
    );
    expect(records).toEqual([{ actor_type: 'platform', outcome: 'done', details: { rows: 1, retention_days: 10 } }]);
  });

  it('is looked at by every worker that starts, and again every day', async () => {
    const due = await until('the daily look', async () => {
      const found = await query<{ hours: number }>(
        `SELECT round(extract(epoch FROM due_at - now()) / 3600)::int AS hours FROM outbox
         WHERE kind = 'webhooks.tidy' AND due_at > now()`,
      );
      return found.length === 1 ? found : undefined;
    });
    expect(due).toEqual([{ hours: 24 }]);
  });
});

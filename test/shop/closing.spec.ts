import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@sluis/local-stack';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { Shop } from '../../examples/shop/src/shop.js';

it('keeps a webhook that was on its way when the shop closed, and answers it', async () => {
  const port = await freePort();
  const kept: string[] = [];
  const troubles: unknown[] = [];
  const shop = await Shop.open({
    url: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    storePath: ':memory:',
    // Nothing is asked there.
    apiUrl: 'http://127.0.0.1:9',
    apiKey: 'sk_test_unused',
    shop: { name: 'Koffie & Zo', iban: 'NL86BUNQ2025900001' },
    merchantPassword: undefined,
    onEvent: ({ type }) => kept.push(type),
    onError: (error) => troubles.push(error),
  });
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes 123').toString('base64')}`;
  shop.useWebhookSecret(secret);
  const body = JSON.stringify({
    id: 'evt_1',
    type: 'payment.executed',
    created_at: new Date().toISOString(),
    resource_version: 1,
    data: { id: 'pay_1', status: 'executed' },
  });
  const now = new Date();
  const delivery = request(`http://127.0.0.1:${port}/webhooks`, {
    method: 'POST',
    headers: {
      'content-length': Buffer.byteLength(body),
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
    },
  });
  const answered = once(delivery, 'response');
  delivery.write(body.slice(0, 20));
  await wait(100);
  const closing = shop.stop();
  await wait(100);
  delivery.end(body.slice(20));
  const [answer] = (await answered) as [{ statusCode: number }];
  expect(answer.statusCode).toBe(204);
  await closing;
  expect(kept).toEqual(['payment.executed']);
  expect(troubles).toEqual([]);
});

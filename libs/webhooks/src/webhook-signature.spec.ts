import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signatureHeaders } from './webhook-signature.js';

const body = '{"id":"evt_1","type":"payment.executed"}';

describe('signatureHeaders', () => {
  it('is accepted by the verifier of Standard Webhooks', () => {
    const secret = newWebhookSecret();
    expect(new Webhook(secret).verify(body, signatureHeaders([secret], 'evt_1', body))).toEqual(JSON.parse(body));
  });

  it('is accepted under both secrets during a rotation', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const headers = signatureHeaders(secrets, 'evt_1', body);
    for (const secret of secrets) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow('No matching signature');
  });

  it('binds the id, the time and every character of the body', () => {
    const secret = newWebhookSecret();
    const headers = signatureHeaders([secret], 'evt_1', body);
    const verifier = new Webhook(secret);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => verifier.verify(`${body} `, headers)).toThrow(WebhookVerificationError);
    expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow(WebhookVerificationError);
    expect(() => verifier.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow(WebhookVerificationError);
  });
});

describe('newWebhookSecret', () => {
  it('is 32 random bytes behind a prefix that secret scanners know', () => {
    const secret = newWebhookSecret();
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});

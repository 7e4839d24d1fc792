import { createPublicKey, verify } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSigningKeyPair, newWebhookSecret, signatureHeaders } from './webhook-signature.js';

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

/** The rules of Standard Webhooks for `v1a`, which its JavaScript library does not check yet. */
function isSignedByKey(publicKey: string, headers: ReturnType<typeof signatureHeaders>, text: string): boolean {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`);
  return headers['webhook-signature']
    .split(' ')
    .filter((signature) => signature.startsWith('v1a,'))
    .some((signature) => verify(null, signed, key, Buffer.from(signature.slice('v1a,'.length), 'base64')));
}

describe('signatures by key', () => {
  it('are verified with the public key, and bind the id, the time and every character of the body', () => {
    const { privateKey, publicKey } = newSigningKeyPair();
    const headers = signatureHeaders([privateKey], 'evt_1', body);
    expect(headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
    expect(isSignedByKey(publicKey, headers, body)).toBe(true);
    expect(isSignedByKey(publicKey, headers, `${body} `)).toBe(false);
    expect(isSignedByKey(publicKey, { ...headers, 'webhook-id': 'evt_2' }, body)).toBe(false);
    expect(isSignedByKey(publicKey, { ...headers, 'webhook-timestamp': '1' }, body)).toBe(false);
    expect(isSignedByKey(newSigningKeyPair().publicKey, headers, body)).toBe(false);
  });

  it('stand beside those by secret, which the official library still finds, during a rotation too', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const pairs = [newSigningKeyPair(), newSigningKeyPair()];
    const headers = signatureHeaders([...secrets, ...pairs.map(({ privateKey }) => privateKey)], 'evt_1', body);
    expect(headers['webhook-signature'].split(' ').map((signature) => signature.split(',')[0])).toEqual([
      'v1',
      'v1',
      'v1a',
      'v1a',
    ]);
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    for (const { publicKey } of pairs) expect(isSignedByKey(publicKey, headers, body)).toBe(true);
  });

  it('are by the key that is shown, 32 bytes behind a prefix', () => {
    const { publicKey } = newSigningKeyPair();
    expect(publicKey).toMatch(/^whpk_/);
    expect(Buffer.from(publicKey.slice(5), 'base64')).toHaveLength(32);
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

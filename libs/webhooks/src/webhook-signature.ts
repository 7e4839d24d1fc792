import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const secretPrefix = 'whsec_';
const privateKeyPrefix = 'whsk_';
const publicKeyPrefix = 'whpk_';

const jwkSchema = z.object({ d: z.string(), x: z.string() });

/** A fresh signing secret as partners see it, once. */
export function newWebhookSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`;
}

export interface SigningKeyPair {
  /** Seed and public key, 64 bytes, behind `whsk_`; never leaves the platform. */
  privateKey: string;
  /** As partners read it: 32 bytes in base64 behind `whpk_`. */
  publicKey: string;
}

export function newSigningKeyPair(): SigningKeyPair {
  const { d, x } = jwkSchema.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  return {
    privateKey: privateKeyPrefix + Buffer.concat([seed, point]).toString('base64'),
    publicKey: publicKeyPrefix + point.toString('base64'),
  };
}

/**
 * The Standard Webhooks headers of one attempt.
 *
 * @param secrets shared ones and private keys: the current ones, and the previous ones while they still count; a receiver
 *   accepts any signature it knows
 */
export function signatureHeaders(secrets: readonly string[], messageId: string, body: string, at = new Date()) {
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => signatureBy(secret, messageId, body, at)).join(' '),
  };
}

function signatureBy(secret: string, messageId: string, body: string, at: Date): string {
  if (!secret.startsWith(privateKeyPrefix)) return new Webhook(secret).sign(messageId, at, body);
  const signed = Buffer.from(`${messageId}.${Math.floor(at.getTime() / 1_000)}.${body}`);
  return `v1a,${sign(null, signed, privateKeyOf(secret)).toString('base64')}`;
}

function privateKeyOf(text: string) {
  const bytes = Buffer.from(text.slice(privateKeyPrefix.length), 'base64');
  const [d, x] = [bytes.subarray(0, 32).toString('base64url'), bytes.subarray(32).toString('base64url')];
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' });
}

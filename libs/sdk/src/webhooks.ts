import { SluisError } from './errors.js';
import type { SluisEvent } from './generated/types.js';

/** As `fetch` and workers have them, as Node has them, or as a plain object; names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Not from the platform, or not now: answer with 400 and do nothing. */
export class WebhookVerificationError extends SluisError {
  override readonly name = 'WebhookVerificationError';
}

/** A kind of secret: how it is recognised, which signatures it is for, and how one is checked. */
interface Scheme {
  prefix: string;
  version: string;
  /** Bytes of a key, where only one length is right. */
  keyBytes?: number;
  verify(
    key: Uint8Array<ArrayBuffer>,
    signature: Uint8Array<ArrayBuffer>,
    signed: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
}

const schemes: readonly Scheme[] = [
  {
    prefix: 'whsec_',
    version: 'v1',
    async verify(key, signature, signed) {
      const hmac = { name: 'HMAC', hash: 'SHA-256' };
      const imported = await crypto.subtle.importKey('raw', key, hmac, false, ['verify']);
      return crypto.subtle.verify(hmac, imported, signature, signed);
    },
  },
  {
    prefix: 'whpk_',
    version: 'v1a',
    keyBytes: 32,
    async verify(key, signature, signed) {
      const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
      return crypto.subtle.verify('Ed25519', imported, signature, signed);
    },
  },
];

/**
 * Checks that a webhook is the platform's and fresh, and gives the event in it.
 *
 * @param body exactly as it came, before anything is parsed
 * @param secrets of the endpoint, or its public keys; while they are being replaced both, in any order
 * @param options.toleranceSeconds how far its time may be from yours
 * @throws WebhookVerificationError
 * @see https://www.standardwebhooks.com
 */
export async function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = 300, nowMs = Date.now() }: { toleranceSeconds?: number; nowMs?: number } = {},
): Promise<SluisEvent> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature').split(' ');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSeconds)
    throw new WebhookVerificationError('the time of the webhook is not now');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  for (const secret of [secrets].flat()) {
    const { scheme, key } = schemeOf(secret);
    for (const signature of signatures) {
      const [version, text = ''] = signature.split(',');
      const decoded = version === scheme.version ? fromBase64(text) : undefined;
      if (decoded && (await scheme.verify(key, decoded, signed))) return JSON.parse(new TextDecoder().decode(bytes));
    }
  }
  throw new WebhookVerificationError('no signature of the webhook is by a secret of yours');
}

function schemeOf(secret: unknown): { scheme: Scheme; key: Uint8Array<ArrayBuffer> } {
  if (typeof secret !== 'string') throw new SluisError('the secret of the webhook endpoint is missing');
  const scheme = schemes.find(({ prefix }) => secret.startsWith(prefix));
  const key = scheme && fromBase64(secret.slice(scheme.prefix.length));
  if (!scheme || !key?.length || key.length !== (scheme.keyBytes ?? key.length))
    throw new SluisError(
      `a secret of a webhook endpoint is whole and begins with ${schemes.map(({ prefix }) => prefix).join(' or ')}`,
    );
  return { scheme, key };
}

function header(headers: WebhookHeaders, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];
  const [text] = [value].flat();
  if (!text) throw new WebhookVerificationError(`the header ${name} is missing`);
  return text;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

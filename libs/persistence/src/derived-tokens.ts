import { createHmac, createSecretKey, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';

/**
 * Link tokens that can be shown again without being stored: 256 bits derived from the row's id under a key that the
 * database does not have. The database keeps their SHA-256 only, to find the row.
 */
export class DerivedTokens {
  private readonly key: KeyObject;
  /** The last one: a row's token is needed for its hash, and at once again for its link. */
  private latest = { name: '', token: '' };

  constructor(key: Buffer) {
    this.key = createSecretKey(key);
  }

  derive(purpose: string, id: string): string {
    const name = `${purpose}:${id}`;
    if (this.latest.name !== name) {
      this.latest = { name, token: createHmac('sha256', this.key).update(name).digest('base64url') };
    }
    return this.latest.token;
  }
}

/** 256 random bits for a URL or a header. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 is enough for values of 256 random bits; nothing shorter may be stored this way. */
export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Compares in constant time; false for lengths that differ. */
export function hashesEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

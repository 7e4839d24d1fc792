import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Link tokens that can be shown again without being stored: 256 bits derived from the row's id under a key that the
 * database does not have. The database keeps their SHA-256 only, to find the row.
 */
export class DerivedTokens {
  constructor(private readonly key: Buffer) {}

  derive(purpose: string, id: string): string {
    return createHmac('sha256', this.key).update(`${purpose}:${id}`).digest('base64url');
  }
}

/** 256 random bits for a URL or a header. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 is enough for values of 256 random bits; nothing shorter may be stored this way. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares in constant time; false for lengths that differ. */
export function hashesEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

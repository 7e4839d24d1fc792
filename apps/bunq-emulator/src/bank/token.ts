import { randomBytes } from 'node:crypto';

/** A token as bunq makes them: 64 lower-case hexadecimal digits. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

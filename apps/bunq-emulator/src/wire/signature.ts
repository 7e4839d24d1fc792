import { type KeyLike, sign, verify } from 'node:crypto';

/** RSASSA-PKCS1-v1_5 with SHA-256 over the body bytes alone, in base64 without line breaks. */
export function signBody(body: Buffer, privateKey: KeyLike): string {
  return sign('sha256', body, privateKey).toString('base64');
}

export function isBodySignedBy(body: Buffer, signature: string, publicKey: KeyLike): boolean {
  return verify('sha256', body, publicKey, Buffer.from(signature, 'base64'));
}

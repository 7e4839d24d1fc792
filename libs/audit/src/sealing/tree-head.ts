import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Hash } from './merkle-tree.js';

/** What the sealer signs: so many records, in this order, with this root, after that head. */
export interface TreeHead {
  /** Heads are numbered from 1, without gaps. */
  number: number;
  treeSize: number;
  root: Hash;
  /** Hash of the head before it; of the first, 32 zero bytes. */
  previousHash: Hash;
  /** RFC 3339 in UTC, to the millisecond */
  sealedAt: string;
}

export interface SignedHead extends TreeHead {
  keyId: string;
  signature: Buffer;
}

const format = 'sluis-audit-head-1';
/** Before a raw 32-byte Ed25519 seed, this makes a PKCS #8 key. RFC 8410 §7 */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

export const noHead: Hash = Buffer.alloc(32);

/** The key that signs heads; it lives outside the database. */
export class SealingKey {
  private constructor(
    private readonly privateKey: KeyObject,
    readonly publicKeyPem: string,
    /** Names the key by its public half. */
    readonly id: string,
  ) {}

  /** @param seed 32 bytes */
  static of(seed: Buffer): SealingKey {
    const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
    const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
    return new SealingKey(privateKey, pem, keyIdOf(pem));
  }

  sign(head: TreeHead): SignedHead {
    return { ...head, keyId: this.id, signature: sign(null, headBytes(head), this.privateKey) };
  }

  /** Signs something else than a head; its bytes begin with what it is, so that neither can pass for the other. */
  signBytes(bytes: Buffer): Buffer {
    return sign(null, bytes, this.privateKey);
  }
}

export function keyIdOf(publicKeyPem: string): string {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

export function isSignedBy(head: SignedHead, publicKey: KeyObject): boolean {
  return verify(null, headBytes(head), publicKey, head.signature);
}

export function isSignedBytes(bytes: Buffer, signature: Buffer, publicKeyPem: string): boolean {
  return verify(null, bytes, createPublicKey(publicKeyPem), signature);
}

export function headHash(head: TreeHead): Hash {
  return createHash('sha256').update(headBytes(head)).digest();
}

function headBytes({ number, treeSize, root, previousHash, sealedAt }: TreeHead): Buffer {
  const fields = [format, number, treeSize, root.toString('hex'), previousHash.toString('hex'), sealedAt];
  return Buffer.from(JSON.stringify(fields));
}

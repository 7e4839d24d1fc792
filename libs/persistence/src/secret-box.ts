import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { pooledRandomBytes } from './random-pool.js';

/** Where a sealed value lives. A ciphertext moved to another row, column, table or partner no longer opens. */
export interface SecretLocation {
  table: string;
  column: string;
  rowId: string;
  partnerId: string | null;
}

/** A sealed value could not be opened: wrong place, wrong key, or altered. Carries no secret. */
export class SecretUnreadableError extends Error {
  override readonly name = 'SecretUnreadableError';
}

const format = 1;
const ivLength = 12;
const tagLength = 16;
const dataKeyLength = 32;
const wrappedKeyLength = ivLength + dataKeyLength + tagLength;
const headerLength = 1 + 2;

/**
 * Envelope encryption of secrets at rest: every value has a data key of its own (AES-256-GCM), wrapped by the
 * key-encryption key of the ring's highest version. Older versions of the ring still open what they sealed, so keys are
 * rotated by adding one.
 *
 * Layout: format (1) ‖ key version (2) ‖ wrapped data key (12 iv + 32 + 16 tag) ‖ iv (12) ‖ ciphertext ‖ tag (16).
 */
export class SecretBox {
  private readonly sealingVersion: number;
  private readonly keys: ReadonlyMap<number, KeyObject>;

  constructor(keys: ReadonlyMap<number, Buffer>) {
    if (keys.size === 0) throw new RangeError('the key ring is empty');
    this.keys = new Map(Array.from(keys, ([version, key]) => [version, createSecretKey(key)]));
    this.sealingVersion = Math.max(...keys.keys());
  }

  seal(plaintext: string, location: SecretLocation): Buffer {
    return this.sealBytes(Buffer.from(plaintext, 'utf8'), location);
  }

  /** As `seal`, for what is no text. */
  sealBytes(plaintext: Buffer, location: SecretLocation): Buffer {
    const header = Buffer.alloc(headerLength);
    header.writeUInt8(format, 0);
    header.writeUInt16BE(this.sealingVersion, 1);
    const associated = associatedData(header, location);
    const dataKey = pooledRandomBytes(dataKeyLength);
    return Buffer.concat([
      header,
      ...encrypt(this.key(this.sealingVersion), dataKey, associated),
      // Node.js takes twice as long over a key that is given as bytes.
      ...encrypt(createSecretKey(dataKey), plaintext, associated),
    ]);
  }

  /** @throws SecretUnreadableError for a value that was altered, moved, or sealed by a key the ring no longer has */
  open(sealed: Buffer, location: SecretLocation): string {
    return this.openBytes(sealed, location).toString('utf8');
  }

  /** As `open`, for what `sealBytes` sealed. */
  openBytes(sealed: Buffer, location: SecretLocation): Buffer {
    if (sealed.length < headerLength + wrappedKeyLength + ivLength + tagLength || sealed.readUInt8(0) !== format) {
      throw new SecretUnreadableError('not a sealed value');
    }
    const header = sealed.subarray(0, headerLength);
    const associated = associatedData(header, location);
    try {
      const wrappedKey = sealed.subarray(headerLength, headerLength + wrappedKeyLength);
      const dataKey = decrypt(this.key(header.readUInt16BE(1)), wrappedKey, associated);
      return decrypt(dataKey, sealed.subarray(headerLength + wrappedKeyLength), associated);
    } catch (cause) {
      throw new SecretUnreadableError(`${location.table}.${location.column} cannot be opened`, { cause });
    }
  }

  private key(version: number): KeyObject {
    const key = this.keys.get(version);
    if (!key) throw new SecretUnreadableError(`the key ring has no version ${version}`);
    return key;
  }
}

function associatedData(header: Buffer, { table, column, rowId, partnerId }: SecretLocation): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([table, column, rowId, partnerId]), 'utf8')]);
}

/** @returns parts to be put one after the other: iv ‖ ciphertext ‖ tag */
function encrypt(key: KeyObject, plaintext: Buffer, associated: Buffer): Buffer[] {
  const iv = pooledRandomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associated);
  return [iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
}

function decrypt(key: KeyObject | Buffer, sealed: Buffer, associated: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivLength)).setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(ivLength, -tagLength)), decipher.final()]);
}

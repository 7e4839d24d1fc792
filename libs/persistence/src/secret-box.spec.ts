import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox, SecretUnreadableError, type SecretLocation } from './secret-box.js';

const location: SecretLocation = { table: 'consents', column: 'token', rowId: 'row-1', partnerId: 'partner-1' };
const first = randomBytes(32);
const box = new SecretBox(new Map([[1, first]]));

describe('SecretBox', () => {
  it('opens what it sealed and never seals alike', () => {
    const sealed = box.seal('tóken', location);
    expect(box.open(sealed, location)).toBe('tóken');
    expect(box.seal('tóken', location).equals(sealed)).toBe(false);
    expect(sealed.includes('tóken')).toBe(false);
  });

  it('opens bytes as they were sealed, whatever they are', () => {
    const bytes = Buffer.from([0, 255, 254, 128, 10, 0]);
    expect(box.openBytes(box.sealBytes(bytes, location), location).equals(bytes)).toBe(true);
  });

  it.each(['table', 'column', 'rowId', 'partnerId'] as const)('refuses a ciphertext moved to another %s', (part) => {
    const sealed = box.seal('secret', location);
    expect(() => box.open(sealed, { ...location, [part]: 'elsewhere' })).toThrow(SecretUnreadableError);
  });

  it('refuses a value in which any single byte was altered', () => {
    const sealed = box.seal('secret', location);
    for (let index = 0; index < sealed.length; index += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
      expect(() => box.open(altered, location)).toThrow(SecretUnreadableError);
    }
  });

  it('opens old values after a key was added and seals with the new one', () => {
    const rotated = new SecretBox(
      new Map([
        [1, first],
        [2, randomBytes(32)],
      ]),
    );
    expect(rotated.open(box.seal('secret', location), location)).toBe('secret');
    expect(() => box.open(rotated.seal('secret', location), location)).toThrow(SecretUnreadableError);
  });
});

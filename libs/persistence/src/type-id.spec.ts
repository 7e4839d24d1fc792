import { randomUUID } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { describe, expect, it } from 'vitest';
import { typeIdOf, uuidOf } from './type-id.js';

describe('TypeIDs', () => {
  const some = [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '0189f7e8-7c5a-7000-8000-0123456789ab',
    ...Array.from({ length: 200 }, () => randomUUID()),
  ];

  it('are those that the reference makes, there and back', () => {
    for (const id of some) {
      const text = TypeID.fromUUID('pay', id).toString();
      expect(typeIdOf('pay', id)).toBe(text);
      expect(uuidOf('pay', text)).toBe(id);
    }
  });

  it.each([
    ['nothing', ''],
    ['a prefix alone', 'pay_'],
    ['another prefix', 'con_01m7ye5asqep4tban1gmfz1gcv'],
    ['a prefix that goes on', 'payx_01m7ye5asqep4tban1gmfz1gcv'],
    ['no prefix', '01m7ye5asqep4tban1gmfz1gcv'],
    ['more than 128 bits', 'pay_81m7ye5asqep4tban1gmfz1gcv'],
    ['a digit short', 'pay_01m7ye5asqep4tban1gmfz1gc'],
    ['a digit too many', 'pay_01m7ye5asqep4tban1gmfz1gcv0'],
    ['capitals', 'pay_01M7YE5ASQEP4TBAN1GMFZ1GCV'],
    ['a letter that is no digit', 'pay_01m7ye5asqep4tban1gmfz1gcl'],
    ['the prefix in capitals', 'PAY_01m7ye5asqep4tban1gmfz1gcv'],
    ['a line after it', 'pay_01m7ye5asqep4tban1gmfz1gcv\n'],
  ])('are not %s', (_, text) => expect(uuidOf('pay', text)).toBeUndefined());

  it('are made of UUIDs alone', () => expect(() => typeIdOf('pay', 'x')).toThrow(RangeError));
});

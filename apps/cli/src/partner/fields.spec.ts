import { describe, expect, it } from 'vitest';
import { bodyFrom, objectFrom } from './fields.js';

describe('fields of a request', () => {
  it('are text, parts, lists, JSON and amounts', () => {
    const typed = [
      'amount=12.50',
      'creditor.name=Koffie & Zo',
      'creditor.iban=NL27BUNQ2060000025',
      'event_types[]=payment.*',
      'event_types[]=consent.authorised',
      'minimum_age:=18',
      'state=a=b',
    ];
    expect(bodyFrom(typed)).toEqual({
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL27BUNQ2060000025' },
      event_types: ['payment.*', 'consent.authorised'],
      minimum_age: 18,
      state: 'a=b',
    });
  });

  it('add to a body that was given whole', () => {
    const base = objectFrom('{"creditor":{"name":"A"},"reference":"x"}');
    expect(bodyFrom(['creditor.iban=NL1', 'reference=y'], base)).toEqual({
      creditor: { name: 'A', iban: 'NL1' },
      reference: 'y',
    });
    expect(base).toEqual({ creditor: { name: 'A' }, reference: 'x' });
  });

  it.each([['amount'], ['=x'], ['__proto__.x=1'], ['a..b=1'], ['minimum_age:=old'], ['A=1']])('refuse %j', (field) => {
    expect(() => bodyFrom([field])).toThrow(/no field|no name|JSON/);
  });

  it('are an object and nothing else', () => {
    for (const text of ['[]', '1', 'null', '{']) expect(() => objectFrom(text)).toThrow(/--data/);
  });
});

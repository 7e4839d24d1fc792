import { describe, expect, it } from 'vitest';
import { requestHashOf } from './idempotent-requests.js';

const hashOf = (body: unknown) =>
  requestHashOf({ partnerId: '', route: 'POST /v1/payments', key: 'order-1', body }).toString('hex');

const body = {
  creditor: { name: 'Koffie & Zo', iban: 'NL27BUNQ2060000025', email: null },
  amount: { value: '12.50', currency: 'EUR' },
  entries: [{ b: 1, a: 'ü "\u2028' }],
  state: undefined,
};

describe('the hash of a request', () => {
  it('is the same in whatever order members come', () => {
    const { creditor, amount, entries } = body;
    const turned = { entries: [{ a: 'ü "\u2028', b: 1 }], amount: { currency: 'EUR', value: amount.value }, creditor };
    expect(hashOf(turned)).toBe(hashOf(body));
    expect(hashOf({ ...body, entries: [...entries, ...entries] })).not.toBe(hashOf(body));
  });

  // Keys that were answered before an upgrade must be known after it, or what they ordered is refused as another body.
  it('never changes, because it is stored', () => {
    expect(hashOf(body)).toBe('11a410138b7fff53a89dbcc84d7aabec20d6ac09e1abe7291cc8306db2c9cf0d');
    expect(hashOf(undefined)).toBe('74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b');
  });
});

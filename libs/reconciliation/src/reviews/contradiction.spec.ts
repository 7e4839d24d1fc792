import { describe, expect, it } from 'vitest';
import { contradictionOf, isPlaceFree } from './contradiction.js';
import type { BankSight, Resolution, SeenOrder } from './review-desk.js';

const order = (fields: Partial<SeenOrder> = {}): SeenOrder => ({
  bunqObjectId: 7,
  status: 'pending',
  rawStatus: 'PENDING',
  owner: 'nobody',
  mismatch: null,
  isNews: true,
  ...fields,
});
const sight = (orders: SeenOrder[], extent: BankSight['extent'] = 'complete'): BankSight => ({ extent, orders });
const accepted = order({ status: 'accepted' });
const unreadable = sight([], 'none');

const cases: [string, Resolution, BankSight, string | undefined][] = [
  ['adopt what waits there', 'adopt', sight([order()]), undefined],
  ['adopt what is not there', 'adopt', sight([order({ bunqObjectId: 8 })]), 'not_at_bank'],
  ['adopt what is another’s', 'adopt', sight([order({ owner: 'another' })]), 'belongs_to_another'],
  ['adopt something else', 'adopt', sight([order({ mismatch: 'amount_differs' })]), 'amount_differs'],
  ['adopt one of two', 'adopt', sight([order(), order({ bunqObjectId: 8 })]), 'other_orders_alive'],
  ['adopt blindly', 'adopt', unreadable, 'bank_not_readable'],
  ['executed, and the bank says so', 'executed', sight([accepted]), undefined],
  ['executed, and the bank says otherwise', 'executed', sight([order()]), 'not_accepted_at_bank'],
  ['executed, with another amount', 'executed', sight([{ ...accepted, mismatch: 'amount_differs' }]), 'amount_differs'],
  ['executed twice', 'executed', sight([accepted, { ...accepted, bunqObjectId: 8 }]), 'accepted_twice'],
  ['executed, where nothing can be read', 'executed', unreadable, undefined],
  ['failed, and nothing is there', 'failed', sight([]), undefined],
  ['failed, and what is there is another’s', 'failed', sight([order({ owner: 'another' })]), undefined],
  ['failed, and it waits there', 'failed', sight([order()]), 'alive_at_bank'],
  ['failed, and money moved', 'failed', sight([accepted]), 'accepted_at_bank'],
  ['failed, half read', 'failed', sight([], 'partial'), 'bank_not_read_to_the_end'],
  ['failed, where nothing can be read', 'failed', unreadable, 'bank_not_readable'],
  ['cancelled, and it waits there still', 'cancelled', sight([order()]), 'alive_at_bank'],
  ['cancelled, and it is gone', 'cancelled', sight([order({ status: 'cancelled' })]), undefined],
];

describe('what the bank shows against a resolution', () => {
  it.each(cases)('%s', (_, resolution, seen, code) => {
    expect(contradictionOf(resolution, 7, seen)?.code).toBe(code);
  });

  it('cannot be overridden where an adoption would take the wrong order', () => {
    const against = contradictionOf('adopt', 7, sight([order({ owner: 'another' })]));
    expect(against?.mayBeOverridden).toBe(false);
  });
});

describe('the place in the queue of equal orders', () => {
  it('is free only when the list was read to its end and shows nothing live of nobody', () => {
    expect(isPlaceFree(sight([]))).toBe(true);
    expect(isPlaceFree(sight([order({ owner: 'another' })]))).toBe(true);
    expect(isPlaceFree(sight([order({ status: 'rejected' })]))).toBe(true);
    expect(isPlaceFree(sight([order()]))).toBe(false);
    expect(isPlaceFree(sight([order({ bunqObjectId: null })]))).toBe(false);
    expect(isPlaceFree(sight([], 'partial'))).toBe(false);
    expect(isPlaceFree(unreadable)).toBe(false);
  });
});

import type { BankOrder } from '@sluis/bank-orders';
import { Money } from '@sluis/money';
import { describe, expect, it } from 'vitest';
import { newId, toPublicId } from '@sluis/persistence';
import { isEvidenceOfExecution, mismatchOf } from './payout-evidence.js';

const payout = {
  amount: Money.fromWire({ value: '12.50', currency: 'EUR' }),
  debtorIban: 'NL49BUNQ2060000017',
  creditorIban: 'NL14RABO0169202917',
  kind: 'payout',
  id: newId(),
} as const;
const publicId = toPublicId('payout', payout.id);
/** As it would be named if its request came again after a backup was restored. */
const twinId = toPublicId('payout', `0${payout.id.slice(1, 13).replaceAll(/[1-9a-f]/g, '0')}${payout.id.slice(13)}`);

function seen(change: { value?: string; debtor?: string; creditor?: string; reference?: string; isHeld?: boolean }) {
  const { value = '-12.50', debtor = payout.debtorIban, creditor = payout.creditorIban } = change;
  const movement = {
    amount: Money.fromWire({ value, currency: 'EUR' }),
    debtorIban: debtor || undefined,
    creditorIban: creditor || undefined,
    reference: change.reference ?? publicId,
  };
  return {
    ...movement,
    bunqObjectId: 7,
    status: change.isHeld ? 'pending' : 'accepted',
    rawStatus: 'BOOKED',
    publicUuid: undefined,
    booked: change.isHeld ? undefined : movement,
  } satisfies BankOrder;
}

describe('evidence of a payout', () => {
  it('is the booked movement with this amount, these accounts and our reference', () => {
    expect(mismatchOf(payout, seen({}))).toBeUndefined();
    expect(isEvidenceOfExecution(payout, seen({}))).toBe(true);
    expect(isEvidenceOfExecution(payout, seen({ reference: twinId }))).toBe(true);
  });

  it.each([
    ['another amount', { value: '-12.51' }, 'amount_differs'],
    ['money that came in', { value: '12.50' }, 'amount_differs'],
    ['another payer', { debtor: 'NL27BUNQ2060000025' }, 'debtor_differs'],
    ['another payee', { creditor: 'NL27BUNQ2060000025' }, 'creditor_differs'],
    ['another reference', { reference: toPublicId('payout', newId()) }, 'reference_differs'],
  ])('is not %s', (_, change, reason) => {
    expect(mismatchOf(payout, seen(change))).toBe(reason);
    expect(isEvidenceOfExecution(payout, seen(change))).toBe(false);
  });

  it.each([
    ['a movement that the bank holds back', { isHeld: true }],
    ['one that does not name the payer', { debtor: '' }],
    ['one that does not name the payee', { creditor: '' }],
  ])('is not %s, though nothing of it differs', (_, change) => {
    expect(mismatchOf(payout, seen(change))).toBeUndefined();
    expect(isEvidenceOfExecution(payout, seen(change))).toBe(false);
  });

  it('for a payee named by an e-mail address is whichever account the bank found', () => {
    const byEmail = { ...payout, creditorIban: null };
    expect(isEvidenceOfExecution(byEmail, seen({ creditor: 'NL27BUNQ2060000025' }))).toBe(true);
    expect(isEvidenceOfExecution(byEmail, seen({ creditor: '' }))).toBe(false);
  });
});

import { Money } from '@sluis/money';
import { permissionsOfType } from '@sluis/consents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOf, transactionKinds, type BankTransaction } from './bunq-account-gateway.js';
import { clustersOf, withinConsent } from './field-clusters.js';
import { transactionId } from './transaction-id.js';

const transaction = fc.record<BankTransaction>({
  bunqPaymentId: fc.integer({ min: 1 }),
  bookedAt: fc.date({ noInvalidDate: true }),
  amount: fc.constant(Money.ofMinor(-100n, 'EUR')),
  kind: fc.constantFrom(...transactionKinds),
  counterparty: fc.constant({ name: 'Bakkerij Test', iban: null }),
  remittanceInformation: fc.string(),
  reference: fc.constant(null),
  balanceAfter: fc.constant(Money.ofMinor(1n, 'EUR')),
  cardUse: fc.constantFrom('purchase', 'withdrawal', 'refund', null),
});

describe('what may be kept of a transaction', () => {
  it('is nothing beyond the permissions, for any set of them', () => {
    fc.assert(
      fc.property(fc.subarray([...permissionsOfType.account_information]), transaction, (permissions, given) => {
        const kept = withinConsent(given, clustersOf(permissions));
        const mayAll = permissions.includes('read_transactions');
        const mayCard = permissions.includes('read_card_transactions');
        expect(kept !== undefined).toBe(mayAll || (mayCard && given.kind === 'card'));
        expect(kept?.balanceAfter ?? null).toBe(
          kept && permissions.includes('read_balances') ? given.balanceAfter : null,
        );
        expect(kept?.cardUse ?? null).toBe(kept && mayCard ? given.cardUse : null);
      }),
    );
  });
});

describe('kindOf', () => {
  it.each([
    ['BUNQ', 'PAYMENT', 'internal'],
    ['EBA_SCT', 'SCT', 'credit_transfer'],
    ['EBA_SDD', 'SDD', 'direct_debit'],
    ['IDEAL', 'PAYMENT', 'ideal'],
    ['MASTERCARD', 'PAYMENT', 'card'],
    ['FIS', 'WITHDRAWAL', 'card'],
    ['BUNQ', 'BILLING', 'fee'],
    ['SOMETHING_NEW', null, 'other'],
    [null, undefined, 'other'],
  ])('reads %s %s as %s', (type, subType, kind) => {
    expect(kindOf(type, subType)).toBe(kind);
  });
});

describe('transactionId', () => {
  it('is the same for the same transaction, and another for another partner, account or transaction', () => {
    const id = transactionId('partner', 'account', 1);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(transactionId('partner', 'account', 1)).toBe(id);
    const others = [
      transactionId('partner2', 'account', 1),
      transactionId('partner', 'account2', 1),
      transactionId('partner', 'account', 2),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});

import { array, assert as assertProperty, bigInt, integer, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partyOf, partyOfAccount } from './accounts.js';
import { Bank } from './bank.js';
import { bookTransfer } from './booking.js';
import { formatCents, parseCents } from './cents.js';
import { isBunqIban, isValidIban, nextBunqIban } from './iban.js';
import { Refusal } from './refusal.js';
import { createCustomer } from './sign-up.js';

const snapshot = Bank.fresh().snapshot();
const outsider = { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Webshop BV' };

describe('booking', () => {
  it('never makes or loses a cent, and never overdraws an account', () => {
    const order = record({ from: nat(3), to: nat(3), amount: bigInt(-5n, 20_000n) });
    assertProperty(
      property(array(order, { maxLength: 40 }), (orders) => {
        const bank = Bank.from(structuredClone(snapshot));
        const accounts = [10_000n, 5_000n, 0n].map(
          (balance, index) => createCustomer(bank, { type: 'person', name: `P ${index}`, balance }).account,
        );
        const partyAt = (index: number) => {
          const account = accounts[index];
          return account === undefined ? partyOf(bank, outsider) : partyOfAccount(account);
        };
        for (const { from, to, amount } of orders) {
          // The world paying itself is no transfer of this bank.
          if (from === 3 && to === 3) continue;
          try {
            bookTransfer(bank, { from: partyAt(from), to: partyAt(to), amount, description: 'x' });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          const total = accounts.reduce((sum, account) => sum + account.balance, bank.worldBalance);
          expect(total).toBe(0n);
          expect(accounts.every((account) => account.balance >= 0n)).toBe(true);
        }
        for (const account of accounts) {
          const booked = bank.tables.payments.where('account', account.id);
          expect(booked.reduce((sum, payment) => sum + payment.amount, 0n)).toBe(account.balance);
          expect(booked.at(-1)?.balanceAfter ?? 0n).toBe(account.balance);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads and writes amounts without losing a cent', () => {
    assertProperty(property(bigInt(-(10n ** 13n), 10n ** 13n), (cents) => parseCents(formatCents(cents)) === cents));
    expect(['500', '12.5', '-0.05'].map(parseCents)).toEqual([50_000n, 1250n, -5n]);
    expect(['1e3', '1,00', '1.005', '', ' 1'].map(parseCents)).toEqual(Array(5).fill(undefined));
  });
});

describe('IBANs', () => {
  it('makes IBANs that pass both checks', () => {
    assertProperty(
      property(integer({ min: 2_060_000_000, max: 2_069_999_000 }), (start) => isBunqIban(nextBunqIban(start).iban)),
    );
    expect(nextBunqIban(2_060_000_010).iban).toBe('NL49BUNQ2060000017');
  });

  it('knows a valid IBAN of another bank from one of bunq', () => {
    expect([isValidIban('NL14RABO0169202917'), isBunqIban('NL14RABO0169202917')]).toEqual([true, false]);
    expect(isValidIban('NL14RABO0169202918')).toBe(false);
  });
});

import { Bank } from './bank.js';
import { createCustomer } from './sign-up.js';

/**
 * Opens the users every bunq sandbox has: Sugar Daddy, who is rich, and Bravo, whom bunq's SDKs pay in their tests.
 */
function openHouse(bank: Bank): void {
  createCustomer(bank, {
    type: 'person',
    name: 'Sugar Daddy',
    email: 'sugardaddy@bunq.com',
    balance: 100_000_000_00n,
    iban: 'NL65BUNQ9900000188',
    isHouse: true,
  });
  createCustomer(bank, { type: 'company', name: 'Bravo', email: 'bravo@bunq.com', isHouse: true });
}

export function openBank(): Bank {
  const bank = Bank.fresh();
  openHouse(bank);
  return bank;
}

/** Forgets everything but the server key and the running ids. */
export function resetBank(bank: Bank): void {
  bank.reset();
  openHouse(bank);
}

import type { MonetaryAccount } from '@sluis/bunq-client';
import { DerivedTokens, SecretBox } from '@sluis/persistence';
import { AccountKeys } from '../../../libs/consents/src/account-keys.js';
import { ConsentAccounts } from '../../../libs/consents/src/consent-accounts.js';
import { KnownAccounts } from '../../../libs/consents/src/known-accounts.js';

const keys = new AccountKeys(new DerivedTokens(Buffer.alloc(32, 7)));
/** The very class that keeps the accounts of consents, for tests that need no stack. */
export const consentAccounts = new ConsentAccounts(
  new KnownAccounts(keys),
  keys,
  new SecretBox(new Map([[1, Buffer.alloc(32, 9)]])),
);
/** Finds what must not be found of them. */
export const testingTexts = 'TEST(?:IBAN|NAME)[0-9]+';

/** As the bank shows an account: more than most consents cover. */
export const accountAtBank = (id: number): MonetaryAccount => ({
  kind: 'MonetaryAccountBank',
  id,
  status: 'ACTIVE',
  currency: 'EUR',
  description: `Savings of TESTNAME${id}`,
  alias: [{ type: 'IBAN', value: `TESTIBAN${id}`, name: `TESTNAME${id}` }],
});

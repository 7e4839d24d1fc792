import { randomUUID } from 'node:crypto';
import type { Bank } from './bank.js';
import { customerByAlias } from './customers.js';
import { isValidIban, nextBunqIban } from './iban.js';
import type { Party } from './record-parts.js';
import type { Account, AccountKind, Customer } from './records.js';
import { invalid } from './refusal.js';

interface NewAccount {
  description: string;
  iban?: string | undefined;
  displayName?: string | undefined;
  dailyLimit?: bigint | undefined;
  kind?: AccountKind;
  savingsGoal?: bigint | undefined;
  coOwnerUserIds?: number[];
  service?: string | undefined;
}

export function openAccount(
  bank: Bank,
  owner: Customer,
  { description, iban, dailyLimit = 1000_00n, kind = 'bank', ...more }: NewAccount,
): Account {
  const account = bank.tables.accounts.insert({
    ...bank.newRow(),
    publicUuid: randomUUID(),
    userId: owner.id,
    iban: iban ?? takeIban(bank),
    description,
    displayName: more.displayName ?? owner.displayName,
    balance: 0n,
    dailyLimit,
    kind,
    status: 'ACTIVE',
    subStatus: 'NONE',
    reason: null,
    reasonDescription: null,
    setting: {},
    avatarUuid: null,
    savingsGoal: more.savingsGoal ?? null,
    coOwnerUserIds: more.coOwnerUserIds ?? [],
    service: more.service ?? null,
  });
  bank.record('account_opened', { user_id: owner.id, account_id: account.id, iban: account.iban });
  return account;
}

export function accountsOf(bank: Bank, customer: Customer): readonly Account[] {
  return bank.tables.accounts.where('user', customer.id);
}

export interface Pointer {
  type: string;
  value: string;
  name?: string | null | undefined;
}

/**
 * Finds who a pointer means. An IBAN that is not on our books belongs to the world outside.
 *
 * @throws Refusal 400 for a malformed IBAN, an IBAN without a name and an alias nobody has
 */
export function partyOf(bank: Bank, pointer: Pointer): Party {
  if (pointer.type === 'IBAN') {
    const iban = pointer.value.replaceAll(' ', '').toUpperCase();
    if (!isValidIban(iban)) throw invalid(`The IBAN "${pointer.value}" is not valid.`);
    if (pointer.name === undefined || pointer.name === null || pointer.name.trim() === '') {
      throw invalid('A name is required for a counterparty of type IBAN.');
    }
    const account = bank.tables.accounts.first('iban', iban);
    return { iban, name: account?.displayName ?? pointer.name, accountId: account?.id ?? null };
  }
  if (pointer.type === 'EMAIL' || pointer.type === 'PHONE_NUMBER') {
    const customer = customerByAlias(bank, pointer.value);
    const account = customer === undefined ? undefined : accountsOf(bank, customer)[0];
    if (account === undefined) throw invalid(`No bunq user was found for the alias "${pointer.value}".`);
    return partyOfAccount(account);
  }
  throw invalid(`"${pointer.type}" is not a valid pointer type.`);
}

export function partyOfAccount(account: Account): Party {
  return { iban: account.iban, name: account.displayName, accountId: account.id };
}

function takeIban(bank: Bank): string {
  const { iban, accountNumber } = nextBunqIban(bank.nextAccountNumber);
  bank.nextAccountNumber = accountNumber + 1;
  return iban;
}

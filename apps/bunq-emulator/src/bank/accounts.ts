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
  requireDailyLimit(dailyLimit);
  const account = bank.tables.accounts.insert({
    ...bank.newRow(),
    publicUuid: randomUUID(),
    userId: owner.id,
    iban: iban ?? takeIban(bank, kind.startsWith('external') ? 'INGB' : 'BUNQ'),
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

/** Where money arrives that is sent to somebody by their e-mail address or telephone number. */
export function mainAccountOf(bank: Bank, customer: Customer): Account | undefined {
  return accountsOf(bank, customer).find(
    ({ kind, status, userId }) => kind === 'bank' && status === 'ACTIVE' && userId === customer.id,
  );
}

interface AccountChanges {
  description?: string | null | undefined;
  displayName?: string | null | undefined;
  dailyLimit?: bigint | null | undefined;
  avatarUuid?: string | null | undefined;
  setting?: Record<string, unknown> | null | undefined;
  savingsGoal?: bigint | null | undefined;
  status?: 'ACTIVE' | 'CANCELLED' | 'PENDING_REOPEN' | null | undefined;
  subStatus?: string | null | undefined;
  reason?: string | null | undefined;
  reasonDescription?: string | null | undefined;
}

/**
 * What the owner may change; fields left out stay.
 *
 * @throws Refusal 400 for a limit that is too high and for closing an account that still holds money
 */
export function changeAccount(bank: Bank, account: Account, wanted: AccountChanges): void {
  requireDailyLimit(wanted.dailyLimit ?? account.dailyLimit);
  if (wanted.status === 'CANCELLED') close(account, wanted);
  else if (wanted.status === 'PENDING_REOPEN' && account.status !== 'CANCELLED') {
    throw invalid('Only a closed account can be reopened.');
  } else if (wanted.status === 'ACTIVE' && account.status === 'BLOCKED') {
    throw invalid('Only the bank can unblock an account.');
  } else if (wanted.status === 'ACTIVE' || wanted.status === 'PENDING_REOPEN') {
    Object.assign(account, { status: wanted.status, subStatus: 'NONE', reason: null, reasonDescription: null });
  }
  account.description = wanted.description ?? account.description;
  account.displayName = wanted.displayName ?? account.displayName;
  account.dailyLimit = wanted.dailyLimit ?? account.dailyLimit;
  account.avatarUuid = wanted.avatarUuid ?? account.avatarUuid;
  account.setting = { ...account.setting, ...wanted.setting };
  account.savingsGoal = wanted.savingsGoal ?? account.savingsGoal;
  account.updatedAt = bank.now();
  bank.record('account_changed', { account_id: account.id, status: account.status });
}

/** @param extent false lifts the block; else whether nothing may move, or money may still come in */
export function blockAccount(
  bank: Bank,
  account: Account,
  extent: false | 'COMPLETELY' | 'ONLY_ACCEPTING_INCOMING',
): void {
  account.status = extent === false ? 'ACTIVE' : 'BLOCKED';
  account.subStatus = extent === false ? 'NONE' : extent;
  account.updatedAt = bank.now();
  bank.record('account_changed', { account_id: account.id, status: account.status });
}

function close(account: Account, wanted: AccountChanges): void {
  if (account.balance !== 0n) throw invalid('An account can only be closed when its balance is 0.00.');
  if (wanted.subStatus !== 'REDEMPTION_VOLUNTARY') {
    throw invalid('An account is closed with the sub status REDEMPTION_VOLUNTARY.');
  }
  if (wanted.reason !== 'OTHER') throw invalid('An account is closed with the reason OTHER.');
  account.status = 'CANCELLED';
  account.subStatus = wanted.subStatus;
  account.reason = wanted.reason;
  account.reasonDescription = wanted.reasonDescription ?? null;
}

function requireDailyLimit(limit: bigint): void {
  if (limit > 10_000_00n) throw invalid('The daily limit can be at most 10000.00 EUR.');
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
    const account = customer === undefined ? undefined : mainAccountOf(bank, customer);
    if (account === undefined) throw invalid(`No bunq user was found for the alias "${pointer.value}".`);
    return partyOfAccount(account);
  }
  throw invalid(`"${pointer.type}" is not a valid pointer type.`);
}

export function partyOfAccount(account: Account): Party {
  return { iban: account.iban, name: account.displayName, accountId: account.id };
}

function takeIban(bank: Bank, bankCode: string): string {
  const { iban, accountNumber } = nextBunqIban(bank.nextAccountNumber, bankCode);
  bank.nextAccountNumber = accountNumber + 1;
  return iban;
}

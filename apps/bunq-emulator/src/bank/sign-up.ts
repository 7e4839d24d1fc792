import { randomUUID } from 'node:crypto';
import { openAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { bookTransfer } from './booking.js';
import { customerByAlias } from './customers.js';
import { issueKey } from './keys.js';
import type { Account, ApiKey, Customer } from './records.js';
import { invalid } from './refusal.js';
import { newToken } from './token.js';

interface NewCustomer {
  type: 'person' | 'company';
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  balance?: bigint | undefined;
  iban?: string | undefined;
  isHouse?: boolean;
  dateOfBirth?: string | undefined;
}

const firstNames = ['Anna', 'Bram', 'Chloé', 'Daan', 'Emma', 'Finn', 'Greta', 'Hugo', 'Iris', 'Jesse'];
const lastNames = ['Visser', 'de Groot', 'Bakker', 'Jansen', 'Smit', 'Mulder', 'Kok', 'Peters', 'Dijkstra', 'Vos'];

/** Signs up a person or company with one active account and an API key of their own. */
export function createCustomer(bank: Bank, wanted: NewCustomer): { user: Customer; key: ApiKey; account: Account } {
  const row = bank.newRow();
  const name = wanted.name ?? inventName(wanted.type, row.id);
  const email = wanted.email ?? `user${row.id}@emulator.test`;
  const phone = wanted.phone ?? `+316${row.id.toString().padStart(8, '0')}`;
  if (wanted.balance !== undefined && wanted.balance < 0n) throw invalid('The opening balance must not be negative.');
  for (const value of [email, phone]) {
    if (customerByAlias(bank, value) !== undefined) throw invalid(`Another user already has the alias "${value}".`);
  }
  const common = {
    ...row,
    publicUuid: randomUUID(),
    aliases: [
      { type: 'EMAIL' as const, value: email },
      { type: 'PHONE_NUMBER' as const, value: phone },
    ],
    isHouse: wanted.isHouse ?? false,
    profile: {},
  };
  const user: Customer =
    wanted.type === 'company'
      ? { kind: 'company', ...common, name, displayName: name, nickName: name }
      : { kind: 'person', ...common, ...personNames(name), dateOfBirth: wanted.dateOfBirth ?? '1990-05-01' };
  bank.tables.users.insert(user);
  const key = issueKey(bank, user, { status: 'ACTIVE', secret: `sandbox_${newToken()}` });
  bank.record('user_created', { user_id: user.id, user_kind: user.kind });
  const account = openAccount(bank, user, { description: 'Main', iban: wanted.iban });
  if (wanted.balance !== undefined && wanted.balance > 0n) {
    bookTransfer(bank, {
      from: { iban: 'NL14RABO0169202917', name: 'Opening balance', accountId: null },
      to: { iban: account.iban, name: account.displayName, accountId: account.id },
      amount: wanted.balance,
      description: 'Opening balance',
    });
  }
  return { user, key, account };
}

function personNames(name: string) {
  const [firstName = name, ...rest] = name.split(' ');
  const lastName = rest.join(' ');
  return {
    firstName,
    lastName,
    nickName: firstName,
    displayName: lastName === '' ? firstName : `${firstName.slice(0, 1)}. ${lastName}`,
  };
}

function inventName(type: 'person' | 'company', seed: number): string {
  const lastName = lastNames[(seed * 7) % lastNames.length] ?? 'Visser';
  return type === 'company'
    ? `${lastName} Handel BV`
    : `${firstNames[(seed * 3) % firstNames.length] ?? 'Anna'} ${lastName}`;
}

import type { Bank } from './bank.js';
import type { Customer, User } from './records.js';

export function customers(bank: Bank): Customer[] {
  return bank.tables.users
    .all()
    .filter(isCustomer)
    .filter((user) => !user.isHouse);
}

export function isCustomer(user: User | undefined): user is Customer {
  return user?.kind === 'person' || user?.kind === 'company';
}

export function customerByAlias(bank: Bank, value: string): Customer | undefined {
  const wanted = value.toLowerCase();
  return bank.tables.users
    .all()
    .filter(isCustomer)
    .find((user) => user.aliases.some((alias) => alias.value.toLowerCase() === wanted));
}

/** The customer with this id. */
export function customerOf(bank: Bank, userId: number): Customer {
  const user = bank.tables.users.get(userId);
  if (!isCustomer(user)) throw new Error(`user ${userId} is not a customer`);
  return user;
}

/** The customer whose id somebody chose on a page. */
export function findCustomer(bank: Bank, id: string | undefined): Customer | undefined {
  const user = bank.tables.users.get(Number(id));
  return isCustomer(user) ? user : undefined;
}

import type { Bank } from './bank.js';
import { type Address, address } from './record-parts.js';
import type { Customer, User } from './records.js';

const defaultHome: Address = {
  street: 'Teststraat',
  house_number: '1',
  po_box: null,
  postal_code: '1000AA',
  city: 'Amsterdam',
  country: 'NL',
  extra: null,
  mailbox_name: null,
  province: null,
};

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
  const user = bank.tables.users.first('alias', value.toLowerCase());
  return isCustomer(user) ? user : undefined;
}

/** Where a customer lives, in the words of the wire. */
export function homeOf(customer: Customer): Address {
  const moved = address.safeParse(customer.profile['address_main']);
  return moved.success ? moved.data : defaultHome;
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

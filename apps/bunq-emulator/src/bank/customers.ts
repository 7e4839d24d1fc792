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

/** Customers to choose from on a page: those whose name or alias holds the text, and of many only the first. */
export function searchCustomers(bank: Bank, text: string): { found: Customer[]; total: number } {
  const all = customers(bank);
  const wanted = text.trim().toLowerCase();
  const found = all.filter((user) => {
    const texts = [user.displayName, user.nickName, ...user.aliases.map(({ value }) => value)];
    return texts.some((one) => one.toLowerCase().includes(wanted));
  });
  return { found: found.slice(0, 50), total: all.length };
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

/** What the customer says about themselves; names live in the record, the rest as the wire has it. */
export function changeProfile(bank: Bank, customer: Customer, changes: Record<string, unknown>): void {
  const text = (name: string, otherwise: string) => {
    const value = changes[name];
    return typeof value === 'string' ? value : otherwise;
  };
  customer.nickName = text('public_nick_name', customer.nickName);
  if (customer.kind === 'person') {
    customer.firstName = text('first_name', customer.firstName);
    customer.lastName = text('last_name', customer.lastName);
    customer.displayName = text('display_name', customer.displayName);
    customer.dateOfBirth = text('date_of_birth', customer.dateOfBirth);
  } else {
    customer.name = text('name', customer.name);
    customer.displayName = customer.name;
  }
  const kept = ['public_nick_name', 'first_name', 'last_name', 'display_name', 'date_of_birth', 'name'];
  const rest = Object.entries(changes).filter(([name]) => !kept.includes(name));
  customer.profile = { ...customer.profile, ...Object.fromEntries(rest) };
  customer.updatedAt = bank.now();
  bank.record('user_changed', { user_id: customer.id });
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

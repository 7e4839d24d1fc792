import type { Bank } from '../bank/bank.js';
import { formatCents } from '../bank/cents.js';
import { customerOf } from '../bank/customers.js';
import type { Party } from '../bank/record-parts.js';
import type { Account, User } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';

export function stamps(row: { id: number; createdAt: number; updatedAt: number }) {
  return { id: row.id, created: formatTimestamp(row.createdAt), updated: formatTimestamp(row.updatedAt) };
}

export function amountOf(cents: bigint) {
  return { currency: 'EUR', value: formatCents(cents) };
}

/** Of labels with other ways of paying; nobody here has them. */
const otherWays = {
  bunq_me: null,
  swift_bic: null,
  swift_account_number: null,
  transferwise_account_number: null,
  transferwise_bank_code: null,
  merchant_category_code: null,
};

export function labelOfAccount(bank: Bank, account: Account): Json {
  const owner = customerOf(bank, account.userId);
  return {
    iban: account.iban,
    is_light: false,
    display_name: account.displayName,
    avatar: null,
    label_user: labelOfUser(bank, owner),
    country: 'NL',
    ...otherWays,
  };
}

/** An outsider has no uuid and no avatar, and the country of the IBAN. */
export function labelOfParty(bank: Bank, party: Party): Json {
  const account = party.accountId === null ? undefined : bank.tables.accounts.get(party.accountId);
  if (account !== undefined) return { ...labelOfAccount(bank, account), display_name: party.name };
  const country = party.iban?.slice(0, 2) ?? '000';
  return {
    iban: party.iban,
    is_light: null,
    display_name: party.name,
    avatar: null,
    label_user: { uuid: null, display_name: party.name, country, avatar: null, public_nick_name: party.name },
    country,
    ...otherWays,
  };
}

/** For a consent: the TPP that acts through it. */
export function labelOfUser(bank: Bank, user: User | undefined): Json | null {
  if (user === undefined) return null;
  if (user.kind === 'consent') return labelOfUser(bank, bank.tables.users.get(user.requestedByUserId));
  return {
    uuid: user.publicUuid,
    display_name: user.displayName,
    country: 'NL',
    avatar: null,
    public_nick_name: user.kind === 'psp' ? user.displayName : user.nickName,
  };
}

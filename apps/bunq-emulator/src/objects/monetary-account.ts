import type { Bank } from '../bank/bank.js';
import { customerOf } from '../bank/customers.js';
import type { Account, AccountKind } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { avatarFields } from './avatar.js';
import { amountOf, labelOfUser, stamps } from './labels.js';

const wrappers: Record<AccountKind, string> = {
  bank: 'MonetaryAccountBank',
  joint: 'MonetaryAccountJoint',
  savings: 'MonetaryAccountSavings',
  external: 'MonetaryAccountExternal',
  'external-savings': 'MonetaryAccountExternalSavings',
  card: 'MonetaryAccountCard',
};

const defaultSetting = {
  color: '#2F6F6A',
  icon: null,
  default_avatar_status: 'AVATAR_DEFAULT',
  restriction_chat: 'ALLOW_INCOMING',
  sdd_expiration_action: 'AUTO_ACCEPT',
};

export function monetaryAccountObject(bank: Bank, account: Account): Json {
  const common = commonFields(bank, account);
  if (account.kind === 'card') {
    return { [wrappers.card]: { ...common, overdraft_limit: amountOf(0n), balance_real: amountOf(account.balance) } };
  }
  return {
    [wrappers[account.kind]]: {
      ...common,
      avatar: avatarFields(bank, account.avatarUuid),
      reason: account.reason,
      reason_description: account.reasonDescription,
      monetary_account_profile: null,
      display_name: account.displayName,
      setting: { ...defaultSetting, ...account.setting },
      all_auto_save_id: [],
      ...fieldsOfKind(bank, account),
    },
  };
}

function commonFields(bank: Bank, account: Account): Json {
  const owner = customerOf(bank, account.userId);
  const isFirst = bank.tables.accounts.where('user', owner.id)[0] === account;
  const aliases = [{ type: 'IBAN', value: account.iban }, ...(isFirst ? owner.aliases : [])];
  return {
    ...stamps(account),
    currency: 'EUR',
    description: account.description,
    daily_limit: amountOf(account.dailyLimit),
    balance: amountOf(account.balance),
    alias: aliases.map((alias) => ({ ...alias, name: account.displayName })),
    public_uuid: account.publicUuid,
    status: account.status,
    sub_status: account.subStatus,
    user_id: account.userId,
  };
}

function fieldsOfKind(bank: Bank, account: Account): Json {
  switch (account.kind) {
    case 'joint':
      return { overdraft_limit: amountOf(0n), all_co_owner: coOwners(bank, account) };
    case 'savings':
      return { all_co_owner: coOwners(bank, account), ...savingsFields(account) };
    case 'external':
      return { overdraft_limit: amountOf(0n), service: account.service, open_banking_account: null };
    case 'external-savings':
      return { service: account.service, ...savingsFields(account) };
    default:
      return { overdraft_limit: amountOf(0n) };
  }
}

function coOwners(bank: Bank, account: Account): Json[] {
  return [account.userId, ...account.coOwnerUserIds].map((userId) => ({
    alias: labelOfUser(bank, bank.tables.users.get(userId)),
    status: 'ACCEPTED',
  }));
}

function savingsFields({ savingsGoal, balance }: Account): Json {
  return {
    savings_goal: savingsGoal === null ? null : amountOf(savingsGoal),
    savings_goal_progress:
      savingsGoal === null ? 0 : Number(balance >= savingsGoal ? 100n : (balance * 100n) / savingsGoal),
    number_of_payment_remaining: null,
  };
}

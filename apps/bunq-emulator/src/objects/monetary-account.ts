import type { Bank } from '../bank/bank.js';
import { customerOf } from '../bank/customers.js';
import type { Account } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { amountOf, stamps } from './labels.js';

export function monetaryAccountObject(bank: Bank, account: Account): Json {
  const owner = customerOf(bank, account.userId);
  const isFirst = bank.tables.accounts.where('user', owner.id)[0] === account;
  const aliases = [{ type: 'IBAN', value: account.iban }, ...(isFirst ? owner.aliases : [])];
  return {
    MonetaryAccountBank: {
      ...stamps(account),
      avatar: null,
      currency: 'EUR',
      description: account.description,
      daily_limit: amountOf(account.dailyLimit),
      overdraft_limit: amountOf(0n),
      balance: amountOf(account.balance),
      alias: aliases.map((alias) => ({ ...alias, name: account.displayName })),
      public_uuid: account.publicUuid,
      status: 'ACTIVE',
      sub_status: 'NONE',
      reason: null,
      reason_description: null,
      user_id: account.userId,
      monetary_account_profile: null,
      display_name: account.displayName,
      setting: {
        color: '#2F6F6A',
        icon: null,
        default_avatar_status: 'AVATAR_DEFAULT',
        restriction_chat: 'ALLOW_INCOMING',
        sdd_expiration_action: 'AUTO_ACCEPT',
      },
      all_auto_save_id: [],
    },
  };
}

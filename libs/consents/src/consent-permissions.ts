import type { ConsentType } from './consent.entity.js';

/** Each permission opens one cluster of fields or one act, and nothing beside it. */
export const permissionsOfType = {
  account_information: [
    /** IBAN, holder's name, description and currency of the accounts chosen. */
    'read_account_list',
    'read_balances',
    /** Booked transactions of the last 90 days. */
    'read_transactions',
    /** Booked transactions older than that, right after the payer authorised. */
    'read_transactions_history',
    /** Booked card payments, and what each was: a purchase, cash, a refund. */
    'read_card_transactions',
  ],
  payment_initiation: ['initiate_payments', 'read_account_list'],
  funds_confirmation: ['confirm_funds', 'read_account_list'],
} as const satisfies Record<ConsentType, readonly string[]>;

export type ConsentPermission = (typeof permissionsOfType)[ConsentType][number];

/** Each of these opens the IBANs of the accounts: to show them, or because an order names the account money leaves. */
export const keepsIban: readonly ConsentPermission[] = ['read_account_list', 'initiate_payments'];
/** Each of these opens who holds the accounts, and what they are called. */
export const showsAccounts: readonly ConsentPermission[] = ['read_account_list'];

/** What a consent of a type is for; asking for one without it would ask for nothing. */
const corePermission: Partial<Record<ConsentType, ConsentPermission>> = {
  payment_initiation: 'initiate_payments',
  funds_confirmation: 'confirm_funds',
};

/** What cannot be had alone: there is no old history without a history. */
const requiredBeside: Partial<Record<ConsentPermission, ConsentPermission>> = {
  read_transactions_history: 'read_transactions',
};

/**
 * What a consent asks for when its partner names nothing. Account information has no default: every cluster of a
 * payer's data is asked for by name or not at all (GDPR art. 25, PSD2 art. 67(2)(f)).
 */
export function defaultPermissions(type: ConsentType): ConsentPermission[] {
  return type === 'account_information' ? [] : [...permissionsOfType[type]];
}

/** @returns what is wrong with asking these permissions, in words for the partner's developer; undefined when nothing */
export function permissionsComplaint(type: ConsentType, permissions: readonly string[]): string | undefined {
  if (permissions.length === 0) return 'must name what is asked for';
  if (new Set(permissions).size !== permissions.length) return 'must not name a permission twice';
  const known: readonly string[] = permissionsOfType[type];
  if (permissions.some((permission) => !known.includes(permission)))
    return `must be of ${known.join(', ')} for the type ${type}`;
  const core = corePermission[type];
  if (core && !permissions.includes(core)) return `must include ${core}`;
  for (const [permission, needed] of Object.entries(requiredBeside)) {
    if (permissions.includes(permission) && !permissions.includes(needed))
      return `must include ${needed} beside ${permission}`;
  }
  return undefined;
}

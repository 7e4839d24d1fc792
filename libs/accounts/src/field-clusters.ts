import type { BankTransaction } from './bunq-account-gateway.js';

/** What a consent lets us know of an account. Everything else is dropped before it is stored. */
export interface FieldClusters {
  /** IBAN, holder's name and description. */
  accountDetails: boolean;
  /** What is available on the account, and what was after each transaction. */
  balances: boolean;
  transactions: 'none' | 'card' | 'all';
  /** What a card payment was: a purchase, cash, money back. */
  cardDetails: boolean;
}

export function clustersOf(permissions: readonly string[]): FieldClusters {
  const may = (permission: string) => permissions.includes(permission);
  const cardDetails = may('read_card_transactions');
  return {
    accountDetails: may('read_account_list'),
    balances: may('read_balances'),
    transactions: may('read_transactions') ? 'all' : cardDetails ? 'card' : 'none',
    cardDetails,
  };
}

/** @returns what may be kept of `transaction`; undefined when nothing may */
export function withinConsent(transaction: BankTransaction, clusters: FieldClusters): BankTransaction | undefined {
  if (clusters.transactions === 'none') return undefined;
  if (clusters.transactions === 'card' && transaction.kind !== 'card') return undefined;
  return {
    ...transaction,
    balanceAfter: clusters.balances ? transaction.balanceAfter : null,
    cardUse: clusters.cardDetails ? transaction.cardUse : null,
  };
}

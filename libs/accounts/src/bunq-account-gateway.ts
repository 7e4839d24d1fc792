import { Injectable } from '@nestjs/common';
import {
  BunqOutcomeUnknownError,
  monetaryAccount,
  payment,
  type BunqCaller,
  type ListedPayment,
} from '@sluis/bunq-client';
import { Money } from '@sluis/money';

export const transactionKinds = [
  'internal',
  'credit_transfer',
  'direct_debit',
  'ideal',
  'card',
  'fee',
  'other',
] as const;
export type TransactionKind = (typeof transactionKinds)[number];
export const cardUses = ['purchase', 'withdrawal', 'refund'] as const;
export type CardUse = (typeof cardUses)[number];

/** A booked movement in our words. The amount is negative when money left the account. */
export interface BankTransaction {
  bunqPaymentId: number;
  bookedAt: Date;
  amount: Money;
  kind: TransactionKind;
  counterparty: { name: string | null; iban: string | null } | null;
  remittanceInformation: string | null;
  reference: string | null;
  balanceAfter: Money | null;
  cardUse: CardUse | null;
}

export interface BankPage {
  /** newest first */
  transactions: BankTransaction[];
  /** Nothing older stands behind this page. */
  isOldest: boolean;
  /** Nothing newer stands before it. */
  isNewest: boolean;
}

/** The most that bunq gives at once; also what one transaction stores, so memory does not grow with the account. */
export const pageSize = 200;

/** Accounts and their transactions at bunq. */
@Injectable()
export class BunqAccountGateway {
  /** @returns null when bunq states none */
  async readBalance(caller: BunqCaller, monetaryAccountId: number): Promise<Money | null> {
    const { balance } = await monetaryAccount.get(caller, { monetaryAccountId });
    return balance ? Money.fromWire(balance) : null;
  }

  async readPage(
    caller: BunqCaller,
    monetaryAccountId: number,
    where: { newerId?: number; olderId?: number },
  ): Promise<BankPage> {
    const { items, pagination } = await payment.list(caller, { monetaryAccountId, count: pageSize, ...where });
    return {
      transactions: items.map(toTransaction),
      isOldest: pagination.olderId === undefined,
      isNewest: pagination.newerId === undefined,
    };
  }
}

/** @throws BunqOutcomeUnknownError where the bank's list leaves out which movement it is, or when it was booked */
function toTransaction(item: ListedPayment): BankTransaction {
  if (item.id === undefined || !item.created)
    throw new BunqOutcomeUnknownError('GET payment', 'unreadable', 200, undefined);
  const amount = Money.fromWire(item.amount);
  const other = item.counterparty_alias;
  const kind = kindOf(item.type, item.sub_type);
  return {
    bunqPaymentId: item.id,
    bookedAt: item.created,
    amount,
    kind,
    counterparty: other ? { name: other.display_name ?? null, iban: other.iban ?? null } : null,
    remittanceInformation: item.description ?? null,
    reference: item.merchant_reference ?? null,
    balanceAfter: item.balance_after_mutation ? Money.fromWire(item.balance_after_mutation) : null,
    cardUse: kind === 'card' ? cardUseOf(amount, item.sub_type) : null,
  };
}

/** bunq's types are an open list; what is not known is `other`, never an error. FIS settles bunq's cards. */
export function kindOf(type: string | null | undefined, subType: string | null | undefined): TransactionKind {
  if (subType === 'BILLING') return 'fee';
  if (subType === 'SDD' || type === 'EBA_SDD') return 'direct_debit';
  if (subType === 'WITHDRAWAL') return 'card';
  switch (type) {
    case 'BUNQ':
    case 'SAVINGS':
    case 'BUNQME':
      return 'internal';
    case 'EBA_SCT':
    case 'SWIFT':
      return 'credit_transfer';
    case 'IDEAL':
      return 'ideal';
    case 'MASTERCARD':
    case 'MAESTRO':
    case 'VISA':
    case 'FIS':
      return 'card';
    default:
      return 'other';
  }
}

function cardUseOf(amount: Money, subType: string | null | undefined): CardUse {
  if (subType === 'WITHDRAWAL') return 'withdrawal';
  return subType === 'REVERSAL' || amount.minorUnits > 0n ? 'refund' : 'purchase';
}

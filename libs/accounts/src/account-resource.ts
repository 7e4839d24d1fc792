import type { ConsentAccount } from '@sluis/consents';
import { Money } from '@sluis/money';
import { toPublicId } from '@sluis/persistence';
import type { CardUse, TransactionKind } from './bunq-account-gateway.js';
import { transactionId } from './transaction-id.js';

interface AmountWire {
  value: string;
  currency: string;
}

/** An account as partners see it. What was not consented is null. */
export interface AccountResource {
  id: string;
  consent_id: string;
  iban: string | null;
  name: string | null;
  description: string | null;
  currency: string;
}

/** bunq knows what is available now, and no separate booked balance. */
export interface BalanceResource {
  type: 'available';
  amount: AmountWire;
  as_of: string;
}

/** A booked transaction as partners see it, in answers and in events. The amount is negative when money left. */
export interface TransactionResource {
  id: string;
  account_id: string;
  consent_id: string;
  status: 'booked';
  booked_at: string;
  amount: AmountWire;
  kind: TransactionKind;
  counterparty: { name: string | null; iban: string | null } | null;
  remittance_information: string | null;
  reference: string | null;
  balance_after: AmountWire | null;
  card: { use: CardUse } | null;
}

/** A row of `account_transactions` with its counterparty. */
export interface StoredTransaction {
  bookedAt: Date;
  bunqPaymentId: string;
  amountMinor: string;
  currency: string;
  kind: TransactionKind;
  counterpartyId: string | null;
  counterpartyName: string | null;
  counterpartyIban: string | null;
  remittanceInformation: string | null;
  reference: string | null;
  balanceAfterMinor: string | null;
  cardUse: CardUse | null;
}

export function toAccountResource(consentId: string, account: ConsentAccount, showsDetails: boolean): AccountResource {
  return {
    id: toPublicId('account', account.id),
    consent_id: toPublicId('consent', consentId),
    iban: showsDetails ? account.iban : null,
    name: showsDetails ? account.holderName : null,
    description: showsDetails ? account.description : null,
    currency: account.currency,
  };
}

export function toTransactionResource(
  { partnerId, consentId, accountId }: { partnerId: string; consentId: string; accountId: string },
  row: StoredTransaction,
): TransactionResource {
  const { currency } = row;
  return {
    id: toPublicId('transaction', transactionId(partnerId, accountId, Number(row.bunqPaymentId))),
    account_id: toPublicId('account', accountId),
    consent_id: toPublicId('consent', consentId),
    status: 'booked',
    booked_at: row.bookedAt.toISOString(),
    amount: Money.ofMinor(BigInt(row.amountMinor), currency).toWire(),
    kind: row.kind,
    counterparty: row.counterpartyId === null ? null : { name: row.counterpartyName, iban: row.counterpartyIban },
    remittance_information: row.remittanceInformation,
    reference: row.reference,
    balance_after:
      row.balanceAfterMinor === null ? null : Money.ofMinor(BigInt(row.balanceAfterMinor), currency).toWire(),
    card: row.cardUse === null ? null : { use: row.cardUse },
  };
}

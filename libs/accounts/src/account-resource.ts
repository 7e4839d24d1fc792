import type { ConsentAccount } from '@sluis/consents';
import { amountShownSchema, Money } from '@sluis/money';
import { publicIdSchema, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { cardUses, transactionKinds, type CardUse, type TransactionKind } from './bunq-account-gateway.js';
import { transactionId } from './transaction-id.js';

/** An account as partners see it. What was not consented is null. */
export const accountResourceSchema = z
  .strictObject({
    id: publicIdSchema('account'),
    consent_id: publicIdSchema('consent'),
    iban: z.string().nullable(),
    name: z.string().nullable(),
    description: z.string().nullable(),
    currency: z.string(),
  })
  .meta({ id: 'Account' });
export type AccountResource = z.output<typeof accountResourceSchema>;

/** bunq knows what is available now, and no separate booked balance. */
export const balanceResourceSchema = z
  .strictObject({ type: z.literal('available'), amount: amountShownSchema, as_of: z.iso.datetime() })
  .meta({ id: 'Balance' });
export type BalanceResource = z.output<typeof balanceResourceSchema>;

/** A booked transaction as partners see it, in answers and in events. The amount is negative when money left. */
export const transactionResourceSchema = z
  .strictObject({
    id: publicIdSchema('transaction'),
    account_id: publicIdSchema('account'),
    consent_id: publicIdSchema('consent'),
    status: z.literal('booked'),
    booked_at: z.iso.datetime(),
    amount: amountShownSchema,
    kind: z.enum(transactionKinds),
    counterparty: z.strictObject({ name: z.string().nullable(), iban: z.string().nullable() }).nullable(),
    remittance_information: z.string().nullable(),
    reference: z.string().nullable(),
    balance_after: amountShownSchema.nullable(),
    card: z
      .strictObject({ use: z.enum(cardUses) })
      .nullable()
      .describe('What a card payment was, under `read_card_transactions`. Which card it was is not told.'),
  })
  .meta({ id: 'Transaction' });
export type TransactionResource = z.output<typeof transactionResourceSchema>;

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

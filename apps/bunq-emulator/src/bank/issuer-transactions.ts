import { randomUUID } from 'node:crypto';
import { partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { bookTransfer } from './booking.js';
import { formatCents } from './cents.js';
import { planPayer } from './plan-payer.js';
import type { Account, IssuerTransaction } from './records.js';
import { invalid } from './refusal.js';

type NewIssuerTransaction = Pick<
  IssuerTransaction,
  'pspUserId' | 'counterparty' | 'amount' | 'description' | 'urlRedirect'
> & { expiresAt: number | undefined };

/** Lays a payment ready whose payer is not known yet: whoever opens its page chooses an account. */
export function createIssuerTransaction(bank: Bank, wanted: NewIssuerTransaction): IssuerTransaction {
  const row = bank.newRow();
  const transaction = bank.tables.issuerTransactions.insert({
    ...row,
    ...wanted,
    publicUuid: randomUUID(),
    status: 'PENDING',
    expiresAt: wanted.expiresAt ?? row.createdAt + bank.switches.issuerTransactionSeconds * 1_000_000,
    payerAccountId: null,
    paymentId: null,
  });
  bank.agenda.add({ at: transaction.expiresAt, kind: 'issuer_transaction', id: transaction.id });
  reportTransaction(bank, transaction, 'created');
  planPayer(bank, transaction.id, transaction.description);
  return transaction;
}

/** @throws Refusal 400 when it is not pending or the account lacks the money; it then stays pending */
export function acceptIssuerTransaction(bank: Bank, transaction: IssuerTransaction, payer: Account): void {
  requirePending(transaction);
  const payment = bookTransfer(bank, {
    from: partyOfAccount(payer),
    to: transaction.counterparty,
    amount: transaction.amount,
    description: transaction.description,
  });
  transaction.payerAccountId = payer.id;
  transaction.paymentId = payment.id;
  settleIssuerTransaction(bank, transaction, 'ACCEPTED');
}

export function endIssuerTransaction(
  bank: Bank,
  transaction: IssuerTransaction,
  status: 'REJECTED' | 'CANCELLED',
): void {
  requirePending(transaction);
  settleIssuerTransaction(bank, transaction, status);
}

export function settleIssuerTransaction(
  bank: Bank,
  transaction: IssuerTransaction,
  status: Exclude<IssuerTransaction['status'], 'PENDING'>,
): void {
  transaction.status = status;
  transaction.updatedAt = bank.now();
  reportTransaction(bank, transaction, status.toLowerCase());
}

function requirePending(transaction: IssuerTransaction): void {
  if (transaction.status !== 'PENDING') {
    throw invalid(`This payment is ${transaction.status} and can no longer change.`);
  }
}

function reportTransaction(bank: Bank, transaction: IssuerTransaction, event: string): void {
  const payer = transaction.payerAccountId === null ? undefined : bank.tables.accounts.get(transaction.payerAccountId);
  bank.record(`issuer_transaction_${event}`, {
    issuer_transaction_id: transaction.id,
    public_uuid: transaction.publicUuid,
    psp_user_id: transaction.pspUserId,
    from_iban: payer?.iban ?? null,
    to_iban: transaction.counterparty.iban,
    amount: formatCents(transaction.amount),
    description: transaction.description,
    status: transaction.status,
    payment_id: transaction.paymentId,
  });
}

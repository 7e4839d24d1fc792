import { randomUUID } from 'node:crypto';
import { partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { bookTransfer } from './booking.js';
import { formatCents } from './cents.js';
import type { Account, Customer } from './records.js';
import type { Card, CardTransaction } from './service-records.js';

export function issueCard(bank: Bank, owner: Customer, account: Account): Card {
  const row = bank.newRow();
  const yearFromNow = new Date(row.createdAt / 1000);
  yearFromNow.setUTCFullYear(yearFromNow.getUTCFullYear() + 4);
  const card = bank.tables.cards.insert({
    ...row,
    publicUuid: randomUUID(),
    userId: owner.id,
    accountId: account.id,
    type: 'MASTERCARD',
    nameOnCard: owner.displayName,
    secondLine: account.description,
    lastFour: String(row.id % 10_000).padStart(4, '0'),
    expiryDate: yearFromNow.toISOString().slice(0, 10),
    status: 'ACTIVE',
  });
  bank.record('card_issued', { card_id: card.id, user_id: owner.id, account_id: account.id });
  return card;
}

/** The card is held to a terminal. What is refused leaves a trace too, and moves nothing. */
export function payByCard(
  bank: Bank,
  card: Card,
  { amount, merchant, city }: { amount: bigint; merchant: string; city: string },
): CardTransaction {
  const account = bank.tables.accounts.get(card.accountId);
  if (account === undefined) throw new Error(`card ${card.id} has no account`);
  const decision =
    card.status !== 'ACTIVE' ? 'CARD_NOT_ACTIVE' : account.balance < amount ? 'INSUFFICIENT_FUNDS' : 'ALLOWED';
  const row = bank.newRow();
  const payment =
    decision === 'ALLOWED'
      ? bookTransfer(bank, {
          from: partyOfAccount(account),
          to: { iban: null, name: merchant, accountId: null },
          amount,
          description: `${merchant} ${city}`,
          type: 'MASTERCARD',
        })
      : undefined;
  const transaction = bank.tables.cardTransactions.insert({
    ...row,
    cardId: card.id,
    accountId: account.id,
    amount,
    merchant,
    city,
    decision,
    paymentId: payment?.id ?? null,
  });
  bank.record('card_used', {
    card_id: card.id,
    account_id: account.id,
    card_transaction_id: transaction.id,
    amount: formatCents(amount),
    decision,
    payment_id: transaction.paymentId,
  });
  bank.notify({ kind: 'card_transaction', transaction });
  return transaction;
}

import type { Bank } from './bank.js';
import { formatCents } from './cents.js';
import type { Party } from './record-parts.js';
import type { Account, Payment, PaymentExtras } from './records.js';
import { invalid } from './refusal.js';

interface Booking {
  from: Party;
  to: Party;
  amount: bigint;
  description: string;
  merchantReference?: string | null;
  batchId?: number | null;
  /** By default what its way of travelling implies. */
  subType?: 'REQUEST' | 'REVERSAL' | undefined;
  type?: 'MASTERCARD' | undefined;
  extras?: PaymentExtras | null;
}

/**
 * Moves money: out of one side and into the other, in one step. Each side that is an account of ours gets its own Payment; the
 * sum over all accounts and the world outside never changes.
 *
 * @returns the payment of the paying account (of the receiving one when the money comes from outside)
 * @throws Refusal 400 when the paying account does not hold the amount
 */
export function bookTransfer(bank: Bank, booking: Booking): Payment {
  const { from, to } = requireBookable(bank, booking);
  const transferId = bank.nextId();
  move(bank, from, -booking.amount);
  move(bank, to, booking.amount);
  const isInside = [from, to].every((account) => account !== undefined && !account.kind.startsWith('external'));
  const type = booking.type ?? (isInside ? 'BUNQ' : 'EBA_SCT');
  const subType = booking.subType ?? (type === 'EBA_SCT' ? 'SCT' : 'PAYMENT');
  const make = (account: Account, amount: bigint, counterparty: Party): Payment =>
    bank.tables.payments.insert({
      ...bank.newRow(),
      transferId,
      accountId: account.id,
      amount,
      balanceAfter: account.balance,
      description: booking.description,
      type,
      subType,
      counterparty,
      merchantReference: booking.merchantReference ?? null,
      batchId: amount < 0n ? (booking.batchId ?? null) : null,
      extras: booking.extras ?? null,
    });
  const outgoing = from === undefined ? undefined : make(from, -booking.amount, booking.to);
  const incoming = to === undefined ? undefined : make(to, booking.amount, booking.from);
  bank.record('payment_booked', {
    transfer_id: transferId,
    payment_id: outgoing?.id ?? null,
    counter_payment_id: incoming?.id ?? null,
    from_account_id: from?.id ?? null,
    to_account_id: to?.id ?? null,
    from_iban: booking.from.iban,
    to_iban: booking.to.iban,
    amount: formatCents(booking.amount),
    description: booking.description,
    merchant_reference: booking.merchantReference ?? null,
  });
  for (const payment of [outgoing, incoming]) if (payment !== undefined) bank.notify({ kind: 'payment', payment });
  const own = outgoing ?? incoming;
  if (own === undefined) throw new Error('a transfer between two outsiders is none of our business');
  return own;
}

/** @throws Refusal 400 for what {@link bookTransfer} would refuse; nothing moves */
export function requireBookable(bank: Bank, booking: Pick<Booking, 'from' | 'to' | 'amount'>) {
  const from = accountOf(bank, booking.from);
  const to = accountOf(bank, booking.to);
  if (booking.amount <= 0n) throw invalid('The amount must be more than 0.00.');
  if (from !== undefined && from === to) throw invalid('An account cannot pay itself.');
  if (from !== undefined) requireFunds(from, booking.amount);
  for (const account of [from, to]) if (account !== undefined) requireOpen(account, account === from);
  return { from, to };
}

/** @throws Refusal 400 for an order that could never be carried out, already when it is laid ready */
export function requireOtherPayee(iban: string, payees: readonly Party[]): void {
  if (payees.some((payee) => payee.iban === iban)) throw invalid('An account cannot pay itself.');
}

/** @throws Refusal 400 when the account does not hold the amount now */
export function requireFunds(account: Account, amount: bigint): void {
  if (account.balance < amount) throw invalid('The account has insufficient funds for this payment.');
}

/** A closed account neither pays nor is paid; a blocked one may still be paid. */
function requireOpen(account: Account, isPaying: boolean): void {
  const isBlocked = account.status === 'BLOCKED' && (isPaying || account.subStatus === 'COMPLETELY');
  if (account.status === 'CANCELLED' || isBlocked) throw invalid(`The account is ${account.status}.`);
  if (account.kind.startsWith('external') && isPaying)
    throw invalid('An account at another bank cannot pay from here.');
}

function move(bank: Bank, account: Account | undefined, amount: bigint): void {
  if (account === undefined) {
    bank.worldBalance += amount;
    return;
  }
  account.balance += amount;
  account.updatedAt = bank.now();
}

/** By IBAN, because an account may have been opened since the order was written. */
function accountOf(bank: Bank, party: Party): Account | undefined {
  if (party.accountId !== null) return bank.tables.accounts.get(party.accountId);
  return party.iban === null ? undefined : bank.tables.accounts.first('iban', party.iban);
}

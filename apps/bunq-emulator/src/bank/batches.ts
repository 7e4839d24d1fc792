import { partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { requireBookable, requireFunds } from './booking.js';
import type { Party } from './record-parts.js';
import type { Account, PaymentBatch } from './records.js';

/**
 * All or nothing: what could fail in the middle is looked at before the first is paid.
 *
 * @throws Refusal 400 when one of these payments could not be made, or not all of them together; nothing moves
 */
export function requireAllBookable(
  bank: Bank,
  account: Account,
  payments: readonly { counterparty: Party; amount: bigint }[],
): void {
  requireFunds(
    account,
    payments.reduce((sum, { amount }) => sum + amount, 0n),
  );
  const from = partyOfAccount(account);
  for (const { counterparty: to, amount } of payments) requireBookable(bank, { from, to, amount });
}

/** Keeps what was paid together, and tells of it. */
export function addBatch(bank: Bank, batch: PaymentBatch): PaymentBatch {
  const added = bank.tables.paymentBatches.insert(batch);
  bank.notify({ kind: 'payment_batch', batch: added });
  return added;
}

import type { Bank } from './bank.js';
import { settleIssuerTransaction } from './issuer-transactions.js';
import { settlePspDraft } from './psp-drafts.js';

/**
 * Lets lapse what is past its time. Called before the bank looks at anything, so that nobody ever sees something overdue as pending;
 * no timer, because the clock may be advanced.
 */
export function expireOverdue(bank: Bank): void {
  const now = bank.time();
  if (now < bank.nextExpiryAt) return;
  let next = Infinity;
  const isOverdue = (order: { status: string; expiresAt: number }): boolean => {
    if (order.status !== 'PENDING') return false;
    if (order.expiresAt > now) next = Math.min(next, order.expiresAt);
    return order.expiresAt <= now;
  };
  for (const draft of bank.tables.pspDrafts.all()) if (isOverdue(draft)) settlePspDraft(bank, draft, 'EXPIRED');
  for (const transaction of bank.tables.issuerTransactions.all()) {
    if (isOverdue(transaction)) settleIssuerTransaction(bank, transaction, 'EXPIRED');
  }
  bank.nextExpiryAt = next;
}

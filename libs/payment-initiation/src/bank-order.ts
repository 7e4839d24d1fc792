import type { Money } from '@sluis/money';

/** A payment's object at the bank, in our words. */
export interface BankOrder {
  /** Undefined where the bank's list leaves it out. */
  bunqObjectId: number | undefined;
  status: 'pending' | 'accepted' | 'rejected' | 'cancelled' | 'expired' | 'unrecognised';
  /** As the bank wrote it. */
  rawStatus: string;
  amount: Money;
  debtorIban: string | undefined;
  creditorIban: string | undefined;
  /** Our own reference, where the bank gives one back. */
  reference: string | undefined;
  publicUuid: string | undefined;
  /** The booked movement, where the bank shows it with the order. */
  booked: { amount: Money; debtorIban: string | undefined; creditorIban: string | undefined } | undefined;
}

/** How an attempt to place an order ended, as far as we can know. */
export type SubmitOutcome =
  | { kind: 'accepted'; bunqObjectId: number }
  | { kind: 'refused'; reason: string }
  | { kind: 'not_sent'; reason: string; retryInMs: number }
  | { kind: 'unknown'; reason: string };

import type { Money } from '@sluis/money';

/** An order as it stands at the bank, in our words. */
export interface BankOrder {
  /** Undefined where the bank's list leaves it out. */
  bunqObjectId: number | undefined;
  status: 'pending' | 'accepted' | 'rejected' | 'cancelled' | 'expired' | 'unrecognised';
  /** As the bank wrote it. */
  rawStatus: string;
  amount: Money;
  debtorIban: string | undefined;
  creditorIban: string | undefined;
  /** Who holds the creditor's account, where the bank shows its own customer. */
  creditorHolder?: string | undefined;
  /** Our own reference, where the bank gives one back. */
  reference: string | undefined;
  publicUuid: string | undefined;
  /** Who placed it, by the name that the bank shows, on lists where others may order too. */
  placedBy?: string | undefined;
  /** The booked movement, where the bank shows it with the order. */
  booked: BookedMovement | undefined;
  /** The single payments, of an order of many. */
  lines?: readonly { amount: Money; creditorIban: string | undefined; creditorHolder?: string | undefined }[];
  /** The booked movements, of an order of many; undefined while there is none. */
  bookings?: readonly BookedMovement[] | undefined;
  /** The standing order that came of it, of an order for later. */
  standing?: { bunqScheduleId: number; rawStatus: string } | undefined;
}

export interface BookedMovement {
  /** Negative when money left the account. */
  amount: Money;
  debtorIban: string | undefined;
  creditorIban: string | undefined;
  /** Our own reference, where the bank gives one back. */
  reference?: string | undefined;
  /** When the bank expects it at another bank, where it says so. */
  arrivalExpectedAt?: Date | undefined;
}

/** An order whose id the bank told. */
export type NamedOrder = BankOrder & { bunqObjectId: number };

export function isNamed(order: BankOrder): order is NamedOrder {
  return order.bunqObjectId !== undefined;
}

/** Money moved by it, or may still move. */
export function isAlive({ status }: BankOrder): boolean {
  return status === 'pending' || status === 'accepted' || status === 'unrecognised';
}

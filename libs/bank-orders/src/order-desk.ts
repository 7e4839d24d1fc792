import type { Transaction } from '@sluis/persistence';
import type { BankOrder } from './bank-order.js';

/** The bank's endpoints at which something is ordered. */
export const bankRails = [
  'psp_draft',
  'issuer_transaction',
  'draft',
  'payment',
  'payout_draft',
  'payment_batch',
  'schedule_payment',
  'schedule_payment_batch',
  'request_inquiry',
] as const;
export type BankRail = (typeof bankRails)[number];

/** What any order must show of itself to be brought to the bank. */
export interface PlaceableOrder {
  readonly partnerId: string;
  readonly id: string;
  readonly rail: BankRail;
  /** `received`, `submitting` and `outcome_unknown` are the engine's; whatever follows is the capability's. */
  readonly status: string;
  readonly bunqObjectId: number | null;
  /** The status it shall end in, once somebody no longer wants it. */
  readonly endRequested: string | null;
  /** False while something must happen before it may be sent, such as the payer's visit. */
  readonly isReadyToSend: boolean;
}

export interface FoundOrders {
  orders: BankOrder[];
  /** False when the list was too long to be read to the end: then what it does not show may still be there. */
  isComplete: boolean;
}

/** What the bank shows of an order, the same whichever time it was ordered. */
export interface OrderTrace {
  text: string;
  /** False where an order of somebody else would show the same. */
  isCertain: boolean;
}

/**
 * What a capability does for the engine with orders of its kind: it knows the bytes, the place at the bank, and its own
 * state table. The engine knows when to send, when to look, and what to make of what it sees.
 *
 * The moves (`begin` to `review`) run inside the given transaction, on an order that `lock` returned in it.
 */
export interface OrderDesk<Order extends PlaceableOrder, Place> {
  /** Names the kind in logs and failpoints: `payments`, `payouts`. */
  readonly name: string;
  /** False where the bank acts at once and for good: then an order in doubt is looked for and never sent again. */
  readonly canWithdraw: boolean;
  /**
   * Whether an order in doubt that the list does not show goes out again, where it could be taken back if it came twice.
   * Left out, it does wherever the bank takes orders back.
   */
  maySendAgain?(order: Order): boolean;

  lock(tx: Transaction, partnerId: string, id: string): Promise<Order | undefined>;

  /** The exact bytes; they are stored before they are sent. */
  bodyOf(order: Order): string;
  /** All that tells this order from others in the bank's list. Where the bank gives our reference back, that alone. */
  likenessOf(order: Order): readonly (string | null)[];
  /** Names the list at the bank on which the order will stand; ids grow along one list. */
  listOf(order: Order): string;
  /** Whether what stands at the bank came from this order, as far as can be seen there. */
  isOwn(order: Order, found: BankOrder): boolean;
  /**
   * By what an order is known again at the bank, also when its row was lost with a restored backup and its request came
   * once more. Where a desk has none, what is found at the bank after a restore is left to people.
   */
  traceOf?(order: Order): OrderTrace;
  /** Whether the list on which it will stand has to be compared first, because rows of it may have been lost. */
  awaitsComparison?(tx: Transaction, order: Order): Promise<boolean>;

  /** @returns undefined when nothing may be sent for this order any more */
  place(order: Order): Promise<Place | undefined>;
  /** As `place`, and also where orders may only be read and withdrawn. */
  placeToFollow(order: Order): Promise<Place | undefined>;

  /**
   * @returns the bank's id of the new object
   * @throws the errors of `bunq-client`
   */
  create(place: Place, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number>;
  listAbove(place: Place, afterId: number): Promise<FoundOrders>;
  read(place: Place, bunqObjectId: number): Promise<BankOrder>;
  /** Asks the bank to take it back; only a later read tells whether it did. Never called where `canWithdraw` is false. */
  withdraw(place: Place, bunqObjectId: number): Promise<void>;

  /** `received` → `submitting` */
  begin(tx: Transaction, order: Order): Promise<void>;
  /** `submitting` → `outcome_unknown` */
  doubt(tx: Transaction, order: Order, reason: string | undefined): Promise<void>;
  /** The bank object is this order's own from here on. */
  adopt(tx: Transaction, order: Order, bunqObjectId: number, how: string): Promise<void>;
  /** The bank did not act and will not. */
  fail(tx: Transaction, order: Order, reason: string): Promise<void>;
  /** Nobody wants it any more, and nothing of it ever left. */
  endUnsent(tx: Transaction, order: Order): Promise<void>;
  /** A person has to decide. */
  review(tx: Transaction, order: Order, reason: string): Promise<void>;
  /** The bank says that it no longer knows our access. */
  accessLost(tx: Transaction, order: Order): Promise<void>;

  raiseAlarm(tx: Transaction, order: Order, cause: string, details?: AlarmDetails): Promise<void>;
  /** For what is seen again at every look. */
  raiseAlarmOnce(tx: Transaction, order: Order, cause: string, details: AlarmDetails): Promise<void>;
}

export type AlarmDetails = Record<string, string | number | null>;

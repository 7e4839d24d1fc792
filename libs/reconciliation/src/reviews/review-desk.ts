import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { IdKind, Transaction } from '@sluis/persistence';

/** What can be in review. */
export const reviewKinds = ['payment', 'payout', 'payout_batch', 'refund', 'payment_request'] as const;
export type ReviewKind = (typeof reviewKinds)[number];

/** What each kind is called in ids. */
export const idKindOf = {
  payment: 'payment',
  payout: 'payout',
  payout_batch: 'payoutBatch',
  refund: 'refund',
  payment_request: 'paymentRequest',
} as const satisfies Record<ReviewKind, IdKind>;

export const resolutions = ['adopt', 'executed', 'failed', 'cancelled'] as const;
export type Resolution = (typeof resolutions)[number];

export interface ReviewSubject {
  partnerId: string;
  id: string;
}

/** One order at the bank that may be this one's, as a person is shown it: no names, no accounts. */
export interface SeenOrder {
  bunqObjectId: number | null;
  status: 'pending' | 'accepted' | 'rejected' | 'cancelled' | 'expired' | 'unrecognised';
  /** As the bank wrote it. */
  rawStatus: string;
  owner: 'this' | 'another' | 'nobody';
  /** What differs from the order we sent: `amount_differs`. */
  mismatch: string | null;
  /** Not known when the review began. */
  isNews: boolean;
}

export interface BankSight {
  /** `partial`: the list was too long; `none`: our access there is gone. */
  extent: 'complete' | 'partial' | 'none';
  orders: SeenOrder[];
}

export interface ReviewDecision {
  resolution: Resolution;
  /** To be made the order's own: always with `adopt`, and with `executed` where the bank shows the one it was. */
  bunqObjectId: number | null;
  /** False keeps the place in the queue of equal orders, because something alike may still move at the bank. */
  mayReleasePlace: boolean;
  actor: AuditActor;
}

/** What a capability does for reviews of its orders. Its calls to the bank are made outside of transactions, by the worker. */
export interface ReviewDesk {
  readonly kind: ReviewKind;
  /** Orders in review, and those resolved whose place is kept, longest unseen first. */
  open(tx: Transaction, limit: number): Promise<ReviewSubject[]>;
  /** @returns undefined when it is neither in review nor keeps a place any more */
  stateOf(tx: Transaction, subject: ReviewSubject): Promise<{ isInReview: boolean; keepsPlace: boolean } | undefined>;
  /**
   * Reads what the bank shows now.
   *
   * @param named an order that somebody named; it is read by its id too
   * @throws BunqError when the bank cannot be read just now
   */
  look(subject: ReviewSubject, named: number | null): Promise<BankSight>;
  /** Asks the bank to take back what still waits there for the payer; a later look tells whether it did. */
  withdraw(subject: ReviewSubject, sight: BankSight): Promise<void>;
  /** Moves the order out of review, with its event and audit record. */
  resolve(tx: Transaction, subject: ReviewSubject, decision: ReviewDecision): Promise<void>;
  /** Lets equal orders go on. */
  releasePlace(tx: Transaction, subject: ReviewSubject): Promise<void>;
  raiseAlarmOnce(
    tx: Transaction,
    subject: ReviewSubject,
    cause: string,
    details: Record<string, string | number | null>,
  ): Promise<void>;
}

/** Whose orders can be in review. Capabilities stand above and enter themselves here, so that imports point one way. */
@Injectable()
export class ReviewDesks {
  private readonly desks = new Map<string, ReviewDesk>();

  add(desk: ReviewDesk): void {
    this.desks.set(desk.kind, desk);
  }

  all(): ReviewDesk[] {
    return [...this.desks.values()];
  }

  of(kind: string): ReviewDesk | undefined {
    return this.desks.get(kind);
  }
}

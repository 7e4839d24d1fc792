import type { Rail } from '../support/payers.js';
import type { Accident } from './accidents.js';
import type { BankCharacter } from './bank-character.js';

/** Why a payment may end without money having moved. */
export type End = 'cancelled' | 'expired' | 'rejected';

/** What was asked of the platform for one payment, as far as everybody outside of it knows. */
export interface PaymentFacts {
  readonly number: number;
  readonly rail: Rail;
  readonly amount: string;
  /** How many payments of this amount it is. */
  readonly entries: number;
  readonly accidents: readonly Accident[];
  readonly consent: ConsentFacts | undefined;
  readonly idempotencyKey: string;
  readonly body: Record<string, unknown>;
  /** The text of the first answer that acknowledged it. */
  acknowledgement: string | undefined;
  id: string | undefined;
  pageUrl: string | undefined;
  /** The payer said yes on our page, or by their consent. */
  isAgreed: boolean;
  /** Whatever may have ended it, if nothing else did. */
  readonly ends: Set<End>;
  /** Its time was over while it was under way: then a person may have to look. */
  isOverdue: boolean;
  /** What the partner was shown last. */
  seen: { status: string; version: number } | undefined;
}

export interface ConsentFacts {
  readonly number: number;
  id: string;
  accountId: string;
  /** What it may be now; more than one where the platform need not have noticed yet. */
  statuses: readonly ConsentStatus[];
}

export type ConsentStatus = 'awaiting_authorisation' | 'authorised' | 'rejected' | 'expired' | 'revoked';

/**
 * All that the outside world knows of one partner and one payer. It has no idea how the platform works: it remembers
 * what was asked and answered, and says at the end what may have become of it.
 */
export class Model {
  readonly payments: PaymentFacts[] = [];
  readonly consents: ConsentFacts[] = [];
  /** Somebody pulled a plug, so that any order may have been in doubt. */
  hasHadPowerCuts = false;

  constructor(readonly bank: BankCharacter) {}

  /** The `n`th payment that its partner knows of and that `fits`, counted round. */
  pick(n: number, fits: (payment: KnownPayment) => boolean = () => true): KnownPayment | undefined {
    const fitting = this.payments.filter(isKnown).filter(fits);
    return fitting[n % Math.max(1, fitting.length)];
  }

  get usableConsent(): ConsentFacts | undefined {
    return this.consents.find(({ statuses }) => statuses.length === 1 && statuses[0] === 'authorised');
  }

  get endedConsent(): ConsentFacts | undefined {
    return this.consents.find(({ statuses }) => !statuses.includes('authorised'));
  }
}

export function isConsentEnded(consent: ConsentFacts | undefined): boolean {
  return consent !== undefined && consent.statuses.some((status) => status !== 'authorised');
}

/** The partner got an answer. What it was never answered may exist all the same. */
export type KnownPayment = PaymentFacts & { id: string };

export function isKnown(payment: PaymentFacts): payment is KnownPayment {
  return payment.id !== undefined;
}

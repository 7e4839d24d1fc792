import { Injectable } from '@nestjs/common';
import {
  BunqApiError,
  BunqError,
  BunqNotSentError,
  BunqSessionBusyError,
  confirmationOfFunds,
} from '@sluis/bunq-client';
import type { Money } from '@sluis/money';
import { TppIdentity } from '@sluis/tpp-identity';
import type { UnansweredReason } from './funds-confirmation-status.js';

/** What an error of the bank means for the question. It is a read: asking twice changes nothing. */
export interface Hindrance {
  reason: UnansweredReason;
  /** Certain: the bank did not look. Such a try does not count. */
  wasNotAsked: boolean;
  /** undefined: asking again is no use */
  againInMs: number | undefined;
  /** Not of the bank at all: something is wrong with us. */
  isOurs: boolean;
}

/** Asks bunq, in the TPP's own name: bunq's answer needs no token of the payer, which is why ours needs their consent. */
@Injectable()
export class BunqFundsGateway {
  constructor(private readonly tppIdentity: TppIdentity) {}

  ask(
    account: { iban: string; holderName: string },
    amount: Money,
    { isUrgent }: { isUrgent: boolean },
  ): Promise<boolean> {
    return confirmationOfFunds.ask(this.tppIdentity.psp(), {
      // bunq wants a name beside an IBAN; where the payer did not let us have theirs, the IBAN stands for it.
      account: { type: 'IBAN', value: account.iban, name: account.holderName || account.iban },
      amount: amount.toWire(),
      priority: isUrgent ? 'payment' : 'data',
    });
  }

  meaningOf(error: unknown): Hindrance {
    const unavailable = { reason: 'bank_unavailable', againInMs: 500, wasNotAsked: false, isOurs: false } as const;
    if (error instanceof BunqSessionBusyError)
      return { ...unavailable, wasNotAsked: true, againInMs: Math.max(250, error.retryAt.getTime() - Date.now()) };
    if (error instanceof BunqNotSentError) return { ...unavailable, wasNotAsked: true };
    if (error instanceof BunqApiError && error.isRateLimited) {
      const windowMs = (error.limit?.seconds ?? 3) * 1_000;
      return { reason: 'bank_limited', againInMs: windowMs, wasNotAsked: true, isOurs: false };
    }
    if (error instanceof BunqApiError)
      return { reason: 'bank_refused', againInMs: undefined, wasNotAsked: false, isOurs: false };
    return { ...unavailable, isOurs: !(error instanceof BunqError) };
  }
}

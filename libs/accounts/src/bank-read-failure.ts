import { BunqApiError, BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import type { FeedOutcome } from './account-feed.js';

/** The bank could not be read for a reason nobody foresaw; the work is tried again like any that failed. */
export class BankReadFailure extends Error {
  override readonly name = 'BankReadFailure';

  constructor(options: ErrorOptions) {
    super('the bank could not be read', options);
  }
}

/** What an error of the bank means for the account that was read. Reads change nothing, so each may be repeated. */
export function whatTheBankMeans(error: unknown): {
  outcome: FeedOutcome;
  cause: string;
  /** The right to read is kept: nothing was learned. */
  mayComeBack: boolean;
  againInMs: number;
  isUnknown: boolean;
} {
  if (error instanceof BunqApiError && error.isRateLimited)
    return {
      outcome: 'bank_unavailable',
      cause: 'rate_limited',
      mayComeBack: true,
      againInMs: 3_000,
      isUnknown: false,
    };
  if (error instanceof BunqApiError)
    return {
      outcome: 'bank_refused',
      cause: `status_${error.status}`,
      mayComeBack: false,
      againInMs: 0,
      isUnknown: false,
    };
  if (error instanceof BunqConsentLostError)
    return { outcome: 'bank_refused', cause: 'access_lost', mayComeBack: false, againInMs: 0, isUnknown: false };
  const isOfTheBank = error instanceof BunqError;
  return {
    outcome: 'bank_unavailable',
    cause: isOfTheBank ? error.name : 'unexpected',
    mayComeBack: true,
    againInMs: 5_000,
    isUnknown: !isOfTheBank,
  };
}

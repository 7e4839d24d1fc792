import {
  BunqApiError,
  BunqConsentLostError,
  BunqNotSentError,
  BunqOutcomeUnknownError,
  BunqSessionBusyError,
} from '@sluis/bunq-client';

/** How one sending of an order ended, as far as we can know. */
export type SendOutcome =
  | { kind: 'accepted'; bunqObjectId: number }
  | { kind: 'refused'; reason: string }
  | { kind: 'not_sent'; reason: string; retryInMs: number }
  | { kind: 'unknown'; reason: string };

const retryWhenNotSentMs = 2_000;
const retryWhenLimitedMs = 3_000;

/** Sorts the bank's answer into what can be known. Never throws for the bank. */
export async function outcomeOf(creating: Promise<number>): Promise<SendOutcome> {
  try {
    return { kind: 'accepted', bunqObjectId: await creating };
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** What each error of the client says about whether the bank acted. */
function outcomeOfError(error: unknown): SendOutcome {
  if (error instanceof BunqSessionBusyError) {
    return { kind: 'not_sent', reason: 'session_busy', retryInMs: Math.max(500, error.retryAt.getTime() - Date.now()) };
  }
  if (error instanceof BunqNotSentError)
    return { kind: 'not_sent', reason: error.reason, retryInMs: retryWhenNotSentMs };
  if (error instanceof BunqConsentLostError) return { kind: 'refused', reason: 'consent_lost' };
  if (error instanceof BunqOutcomeUnknownError) return { kind: 'unknown', reason: error.reason };
  if (error instanceof BunqApiError) {
    if (error.isRateLimited) return { kind: 'not_sent', reason: 'rate_limited', retryInMs: retryWhenLimitedMs };
    // An earlier send of these very bytes arrived: proof that the bank has it, not that it failed.
    if (error.isRequestIdUsed) return { kind: 'unknown', reason: 'request_id_used' };
    if (error.isSessionExpired) return { kind: 'not_sent', reason: 'session_expired', retryInMs: retryWhenNotSentMs };
    // A refusal that nobody signed is no ground for a final status.
    if (!error.isSigned) return { kind: 'unknown', reason: 'refusal_not_signed' };
    return { kind: 'refused', reason: error.isInsufficientFunds ? 'insufficient_funds' : 'bank_refused' };
  }
  return { kind: 'unknown', reason: 'unexpected' };
}

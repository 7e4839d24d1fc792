/** Every error of this library. Messages name endpoints, codes and bunq's response id; never bodies, tokens, names or IBANs. */
export abstract class BunqError extends Error {
  /** The class's own name, so that logs tell these errors apart. */
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * - `format`: not digits, a point and two decimals, or no currency of three capitals
 * - `not_positive`: nothing, or less
 * - `too_high`: above the most that bunq documents for this field
 */
export type BunqAmountProblem = 'format' | 'not_positive' | 'too_high';

/** This amount cannot be sent; nothing left. The amount itself is not in the message. */
export class BunqAmountError extends BunqError {
  constructor(
    /** as bunq names it */
    readonly field: string,
    readonly problem: BunqAmountProblem,
  ) {
    super(`${field} cannot be sent: ${problem}`);
  }
}

/** What bunq's 429 text says: at most `calls` calls per `seconds`. */
export interface BunqRateLimit {
  calls: number;
  seconds: number;
}

/**
 * bunq refused the request with a 4xx and its Error envelope: it did not act.
 *
 * bunq's own texts are in `messages`; they may quote what was sent, so they are kept out of `message` and are not an
 * enumerable property that a log serializer would pick up.
 */
export class BunqApiError extends BunqError {
  readonly #messages: readonly string[];

  /** @param isSigned whether bunq signed this refusal and the signature was verified; bunq need not sign errors */
  constructor(
    readonly status: number,
    readonly endpoint: string,
    readonly responseId: string | undefined,
    messages: readonly string[],
    readonly isSigned: boolean,
  ) {
    super(`bunq refused ${endpoint} with status ${status}, response id ${responseId ?? 'unknown'}`);
    this.#messages = messages;
  }

  /** bunq's texts, in English. They may quote what was sent: never log them, never show them to others. */
  get messages(): readonly string[] {
    return this.#messages;
  }

  /** A 429: bunq did not act, and the same may be sent again when `limit` allows. */
  get isRateLimited(): boolean {
    return this.status === 429;
  }

  /** Read from texts like "You can do a maximum of 3 calls per 3 second to this endpoint." */
  get limit(): BunqRateLimit | undefined {
    if (!this.isRateLimited) return undefined;
    const match = this.#find(/maximum of (\d{1,6}) calls? per (\d{1,6}) seconds?/i);
    if (!match) return undefined;
    const [calls, seconds] = [Number(match[1]), Number(match[2])];
    return calls > 0 && seconds > 0 ? { calls, seconds } : undefined;
  }

  /** The session is unknown or over; bunq has been seen to say so with 401 and with 403. */
  get isSessionExpired(): boolean {
    return (
      (this.status === 401 || this.status === 403) && this.#says(/insufficient (authentication|authori[sz]ation)/i)
    );
  }

  /** The API key or access token is wrong, revoked or used from a foreign address. */
  get isCredentialsRefused(): boolean {
    return this.#says(/user credentials are incorrect/i);
  }

  /** An earlier request with this id reached bunq: proof of arrival, never of failure. The exact text is undocumented. */
  get isRequestIdUsed(): boolean {
    return this.#says(
      /request[- _]?id\b.*(already|used|unique|duplicate)|(already|used|unique|duplicate).*request[- _]?id\b/i,
    );
  }

  /** The account does not hold the amount. The exact text is undocumented. */
  get isInsufficientFunds(): boolean {
    return this.#says(/insufficient (funds|balance)|balance is (too low|not sufficient|insufficient)/i);
  }

  /** Our signature was wrong (400) or missing (466). */
  get isSignatureRefused(): boolean {
    return this.status === 466 || this.#says(/request signature is (invalid|required)/i);
  }

  #says(text: RegExp): boolean {
    return this.#find(text) !== undefined;
  }

  #find(text: RegExp): RegExpExecArray | undefined {
    for (const message of this.#messages) {
      const match = text.exec(message);
      if (match) return match;
    }
    return undefined;
  }
}

/**
 * - `connect`: refused, unresolved, TLS failed or connection timed out before a byte of the request was written
 * - `deadline`: the caller's deadline passed while waiting for budget, session or connection
 * - `budget`: the budget refused a place
 * - `breaker`: this class of endpoints has been failing and the next trial is not due
 * - `session`: no session could be had; the reason is the `cause`
 * - `session_busy`: see BunqSessionBusyError
 */
export type BunqNotSentReason = 'connect' | 'deadline' | 'budget' | 'breaker' | 'session' | 'session_busy';

/** It is certain that bunq did not act on this request; it may be sent again as it is. */
export class BunqNotSentError extends BunqError {
  constructor(
    readonly endpoint: string,
    readonly reason: BunqNotSentReason,
    options?: ErrorOptions,
  ) {
    super(`${endpoint} was not sent: ${reason}`, options);
  }
}

/** bunq allows one session-server call per interval and the next turn is not yet. Nothing was sent. */
export class BunqSessionBusyError extends BunqNotSentError {
  constructor(readonly retryAt: Date) {
    super('POST session-server', 'session_busy');
  }
}

export type BunqUnknownReason =
  'timeout' | 'connection_broken' | 'server_error' | 'bad_signature' | 'unreadable' | 'maintenance';

/**
 * bunq may or may not have acted. For a write: read back before anything else, and re-send only the same bytes under
 * the same request id.
 */
export class BunqOutcomeUnknownError extends BunqError {
  constructor(
    readonly endpoint: string,
    readonly reason: BunqUnknownReason,
    readonly status: number | undefined,
    readonly responseId: string | undefined,
    options?: ErrorOptions,
  ) {
    super(`outcome of ${endpoint} is unknown: ${reason}${status === undefined ? '' : `, status ${status}`}`, options);
  }
}

/** bunq no longer accepts the access token of this owner: the PSU or bunq ended the consent. */
export class BunqConsentLostError extends BunqError {
  constructor(
    readonly owner: string,
    options?: ErrorOptions,
  ) {
    super(`bunq no longer accepts the access token of ${owner}`, options);
  }
}

/** The token endpoint refused: the code is wrong, spent or too old, or the client or redirect does not match. */
export class BunqOauthRefusedError extends BunqError {
  /** @param code OAuth error code, such as `invalid_grant` */
  constructor(
    readonly code: string,
    readonly status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(`bunq refused the token exchange: ${code}`, options);
  }
}

/** The setup as TPP was not done, or only in part; `ensureTppContext` continues it. */
export class BunqSetupMissingError extends BunqError {
  constructor(missing: string) {
    super(`the TPP context has no ${missing} yet`);
  }
}

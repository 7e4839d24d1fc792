import type { Problem } from './generated/types.js';

/** The stable code of an error: all of them are in docs/errors.md. */
export type ErrorCode = Problem['code'];

/** Everything that this SDK throws, but for your own `signal`'s reason. */
export class SluisError extends Error {
  override readonly name: string = 'SluisError';
}

/** The platform, or something between it and you, answered with an error. */
export class ApiError extends SluisError {
  override readonly name: string = 'ApiError';
  /** Decide by it. Undefined where the answer was not the platform's own, a proxy's for example. */
  readonly code: ErrorCode | undefined;
  /** For people. */
  readonly detail: string | undefined;
  /** Where the cause is: your request, the platform, the bank. */
  readonly origin: Problem['origin'] | undefined;
  /** Whether the very same request can work later. */
  readonly isRetryable: boolean;
  /** Quote it to support. */
  readonly requestId: string | undefined;
  /** Fields that are at fault, each by a JSON pointer into what was sent. */
  readonly fields: NonNullable<Problem['errors']>;
  readonly retryAfterMs: number | undefined;
  /** Under which the request was sent; to be used again where you send it again. */
  readonly idempotencyKey: string | undefined;

  constructor(
    readonly status: number,
    /** As it came. */
    readonly problem: Problem | undefined,
    told: { requestId?: string | undefined; retryAfterMs?: number | undefined; idempotencyKey?: string | undefined },
  ) {
    super(problem ? `${problem.code}: ${problem.detail}` : `answered ${status} without a problem document`);
    this.code = problem?.code;
    this.detail = problem?.detail;
    this.origin = problem?.origin;
    this.isRetryable = problem?.retryable ?? false;
    this.requestId = problem?.request_id ?? told.requestId;
    this.fields = problem?.errors ?? [];
    this.retryAfterMs = told.retryAfterMs;
    this.idempotencyKey = told.idempotencyKey;
  }
}

/** 400, 413, 415: the request cannot be read or is not valid. `fields` says where. */
export class InvalidRequestError extends ApiError {
  override readonly name = 'InvalidRequestError';
}

/** 401: no API key, or none that is known. */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError';
}

/** 403: the key, or the payer's consent, does not go so far. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError';
}

/** 404: there is none, or it is another partner's. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409: it is not in a state that allows this. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 422: well said, and refused. */
export class RefusedError extends ApiError {
  override readonly name = 'RefusedError';
}

/** 429: too many requests. `retryAfterMs` says when to come again. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError';
}

/** 500 and above: the platform or the bank could not. */
export class UnavailableError extends ApiError {
  override readonly name = 'UnavailableError';
}

/**
 * There was no answer, or none that could be read. The request may have been carried out: send it again with the same
 * `idempotencyKey`, or look.
 */
export class ConnectionError extends SluisError {
  override readonly name: string = 'ConnectionError';

  constructor(
    message: string,
    readonly attempts: number,
    readonly idempotencyKey: string | undefined,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** As `ConnectionError`, because `timeoutMs` went by. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}

const families = new Map<number, typeof ApiError>([
  [400, InvalidRequestError],
  [413, InvalidRequestError],
  [415, InvalidRequestError],
  [401, AuthenticationError],
  [403, PermissionError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, RefusedError],
  [429, RateLimitError],
]);

export function apiErrorOf(...told: ConstructorParameters<typeof ApiError>): ApiError {
  const [status] = told;
  const Family = families.get(status) ?? (status >= 500 ? UnavailableError : ApiError);
  return new Family(...told);
}

/** @returns undefined for what is not the platform's own word */
export function readProblem(contentType: string | null, text: string): Problem | undefined {
  if (!contentType?.startsWith('application/problem+json')) return undefined;
  try {
    const value: Problem | null = JSON.parse(text);
    return typeof value?.code === 'string' && typeof value.detail === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

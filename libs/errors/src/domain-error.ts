import type { DomainErrorCode } from './domain-error-codes.js';

/** One field that broke a rule; `pointer` is an RFC 6901 JSON pointer into the request body. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

/**
 * A rule of the platform was broken, in words a partner's developer understands.
 *
 * It knows no HTTP: the API maps `code` to a status. `detail` must never hold names, IBANs, tokens or the bank's text.
 */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';

  constructor(
    readonly code: DomainErrorCode,
    readonly detail: string,
    readonly options: {
      cause?: unknown;
      fields?: FieldError[];
      retryAfterSeconds?: number;
      /** Further members of the answer, where a program decides by them. */
      members?: Record<string, object>;
    } = {},
  ) {
    super(`${code}: ${detail}`, { cause: options.cause });
  }
}

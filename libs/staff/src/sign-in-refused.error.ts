/**
 * - `attempt_unknown`: this browser began no sign-in, too long ago, or has come back from it before
 * - `provider_refused`: the provider says no, or the person went back
 * - `answer_invalid`: the provider's answer is not one to our question, or its token does not hold
 * - `second_factor_missing`: the token does not name a way of signing in that is strong enough
 * - `role_missing`: nothing in the token gives a role here
 * - `too_many_tries`: so many sign-ins were begun from this address that it has to wait a minute
 * - `provider_unavailable`: the provider cannot be reached
 */
export type RefusalReason =
  | 'attempt_unknown'
  | 'provider_refused'
  | 'answer_invalid'
  | 'second_factor_missing'
  | 'role_missing'
  | 'too_many_tries'
  | 'provider_unavailable';

/** Somebody was not let in. Carries nothing of the answer. */
export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError';

  constructor(
    readonly reason: RefusalReason,
    options: { cause?: unknown; person?: { issuer: string; subject: string } } = {},
  ) {
    super(`sign-in refused: ${reason}`, { cause: options.cause });
    this.person = options.person;
  }

  /** Who it was, where the provider said so. */
  readonly person: { issuer: string; subject: string } | undefined;
}

/** The bank says no. `status` is the HTTP status the API answers with, the message what it writes into `error_description`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Further keys of the error object. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** 400: what was asked is malformed or breaks a rule. */
export function invalid(message: string): Refusal {
  return new Refusal(400, message);
}

export function notFound(thing: string): Refusal {
  return new Refusal(404, `The ${thing} could not be found.`);
}

export function insufficientAuthorisation(): Refusal {
  return new Refusal(403, 'Insufficient authorisation.');
}

/** 401: the token is unknown or its session has ended. */
export function insufficientAuthentication(status: 401 | 403 = 401): Refusal {
  return new Refusal(status, 'Insufficient authentication.');
}

/** What session-server answers to an API key that is wrong, lapsed, revoked or used from an address it is not bound to. */
export function wrongCredentials(): Refusal {
  return invalid('User credentials are incorrect. Incorrect API key or IP address.');
}

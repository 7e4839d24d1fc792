import type { BunqAnswer } from './bunq-answer.js';
import { BunqApiError, BunqConsentLostError, BunqNotSentError, BunqSessionBusyError } from './bunq-api.error.js';
import type { BunqSession } from './bunq-context-store.js';
import type { BunqAuthentication, BunqContent, BunqHttp, BunqRequest, BunqSignedAnswer } from './bunq-http.js';
import { authenticationOf, type BunqSessions } from './bunq-session.js';

/** A session this young has not expired; renewing it for lack of a right would only burn turns. */
const surelyAliveMs = 60_000;

type Exchange<T> = (ready: BunqRequest, authentication: BunqAuthentication) => Promise<T>;

/** Calls in the name of one owner: what the endpoints are given. Opens and renews its session by itself. */
export class BunqCaller {
  constructor(
    readonly owner: string,
    private readonly http: BunqHttp,
    private readonly sessions: BunqSessions,
    private readonly secret?: string,
    private readonly onSigned?: BunqRequest['onSigned'],
  ) {}

  /** The same caller, whose answers `onSigned` hears to the byte, with bunq's signature. */
  heardBy(onSigned: (answer: BunqSignedAnswer) => void): BunqCaller {
    return new BunqCaller(this.owner, this.http, this.sessions, this.secret, onSigned);
  }

  /** Opens the session now if need be, and tells who bunq says we are. Errors as BunqSessions.sessionFor. */
  session(): Promise<BunqSession> {
    return this.sessions.sessionFor(this.owner, this.secret);
  }

  /**
   * Sends with this owner's session; `{userId}` in the endpoint becomes its bunq user id.
   *
   * When bunq says that the session is over, it is renewed once and the same request is sent once more. That is safe:
   * bunq refused before acting. The repetition keeps the request id and the bytes, because a new id would make a second
   * attempt of what the caller stored as one; should bunq have noted the id already, it says so (`isRequestIdUsed`), and
   * the caller reads back, which is the safe side.
   *
   * @throws BunqNotSentError     no session could be had (`cause` says why) or bunq did not get the request
   * @throws BunqConsentLostError bunq no longer accepts the access token
   * @throws BunqApiError | BunqOutcomeUnknownError as BunqHttp.send
   */
  send(request: BunqRequest): Promise<BunqAnswer> {
    return this.#withSession(request, (ready, authentication) => this.http.send(ready, authentication));
  }

  /** As `send`, for the endpoints that answer with a file. */
  download(request: BunqRequest): Promise<BunqContent> {
    return this.#withSession(request, (ready, authentication) => this.http.download(ready, authentication));
  }

  async #withSession<T>(request: BunqRequest, exchange: Exchange<T>): Promise<T> {
    const endsAt = performance.now() + (request.deadlineMs ?? this.http.defaultDeadlineMs);
    const session = await this.#sessionWithin(request, endsAt);
    try {
      return await this.#sendWith(session, request, endsAt, exchange);
    } catch (error) {
      if (!(error instanceof BunqApiError) || !this.#meansExpired(error, session)) throw error;
      const renewed = await this.#sessionWithin(request, endsAt, session.token);
      return this.#sendWith(renewed, request, endsAt, exchange);
    }
  }

  /** bunq says both texts with both statuses. "Authorisation" right after a new session is a missing right, no expiry. */
  #meansExpired(error: BunqApiError, session: BunqSession): boolean {
    if (!error.isSessionExpired) return false;
    const mayBeMissingRight = error.messages.some((message) => /insufficient authori[sz]ation/i.test(message));
    return !mayBeMissingRight || Date.now() - session.createdAt.getTime() > surelyAliveMs;
  }

  async #sendWith<T>(session: BunqSession, request: BunqRequest, endsAt: number, exchange: Exchange<T>): Promise<T> {
    const installation = await this.#orNotSent(request, () => this.sessions.installation());
    const authentication = authenticationOf(installation, this.owner, session.token);
    const params = { ...request.params, userId: session.bunqUserId };
    const { onSigned } = this;
    const ready = { ...request, params, deadlineMs: endsAt - performance.now(), ...(onSigned && { onSigned }) };
    return exchange(ready, authentication);
  }

  async #sessionWithin(request: BunqRequest, endsAt: number, refusedToken?: string): Promise<BunqSession> {
    // The renewal itself goes on for the others that wait for it; only this caller stops waiting.
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new BunqNotSentError(nameOf(request), 'deadline')),
      endsAt - performance.now(),
    );
    try {
      const session = this.#orNotSent(request, () => this.sessions.sessionFor(this.owner, this.secret, refusedToken));
      return await Promise.race([late.promise, session]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whatever went wrong on the way to a session, this request was not sent; its own outcome must not look unknown. */
  async #orNotSent<T>(request: BunqRequest, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof BunqConsentLostError || cause instanceof BunqSessionBusyError) throw cause;
      throw new BunqNotSentError(nameOf(request), 'session', { cause });
    }
  }
}

function nameOf(request: BunqRequest): string {
  return `${request.method} ${request.endpoint}`;
}

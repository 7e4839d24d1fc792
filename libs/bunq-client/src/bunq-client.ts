import type { BunqContextStore, BunqSession } from './bunq-context-store.js';
import { BunqHttp, type BunqHttpOptions } from './bunq-http.js';
import { BunqCaller } from './bunq-caller.js';
import { authenticationOf, BunqSessions, type BunqSessionOptions, pspOwner } from './bunq-session.js';
import {
  type BunqKeyInput,
  type BunqOauthClient,
  ensureInstallation,
  ensureOauthClient,
  ensureOwnContext,
  ensureTppContext,
  registerKey,
  type TppIdentityInput,
} from './bunq-setup.js';
import { sandboxUser } from './endpoints/sandbox-user.js';
import { sessionServer } from './endpoints/session-server.js';

export interface BunqClientOptions extends BunqHttpOptions {
  store: BunqContextStore;
  sessions?: BunqSessionOptions;
}

/** The one door to bunq's API: sets up as TPP, keeps sessions, and hands out callers that the endpoints take. */
export class BunqClient {
  readonly #http: BunqHttp;
  readonly #store: BunqContextStore;
  readonly #sessions: BunqSessions;

  constructor(options: BunqClientOptions) {
    this.#http = new BunqHttp(options);
    this.#store = options.store;
    this.#sessions = new BunqSessions(this.#http, options.store, options.sessions);
  }

  /**
   * Makes sure that bunq knows us: installation, credential, device and session, each only when missing, resumable after
   * a crash at any step, by one process at a time. With a filled store and a live session it makes no call.
   *
   * @returns the TPP's own session
   * @throws BunqSessionBusyError when the session's turn has not come; call again, nothing is lost
   */
  ensureTppContext(identity: TppIdentityInput): Promise<BunqSession> {
    return ensureTppContext(this.#http, this.#store, this.#sessions, identity);
  }

  /**
   * As `ensureTppContext`, for a bunq user's own API key and without a certificate: `psp()` then calls in that user's name.
   *
   * @throws BunqSessionBusyError when the session's turn has not come; call again, nothing is lost
   */
  ensureOwnContext(key: BunqKeyInput): Promise<BunqSession> {
    return ensureOwnContext(this.#http, this.#store, this.#sessions, key);
  }

  /**
   * Makes another bunq user's API key usable on this installation, which is made when missing; then `consent(owner, key)`
   * calls in that user's name. Safe to repeat.
   *
   * @param key.description one per key: a registration of ours is recognised by it
   * @throws BunqApiError `isCredentialsRefused` when bunq does not know the key
   */
  async registerKey(key: BunqKeyInput): Promise<void> {
    await ensureInstallation(this.#http, this.#store);
    await registerKey(this.#http, this.#store, key);
  }

  /**
   * A new person of bunq's sandbox with one empty account. Production knows no such call.
   *
   * @returns the person's own API key; it lapses unless it is used within hours
   */
  createSandboxPerson(): Promise<string> {
    return sandboxUser.createPerson(this.#http);
  }

  /** An installation, made only when missing: what tokens of an OAuth client need to open sessions. */
  ensureInstallation(): Promise<void> {
    return ensureInstallation(this.#http, this.#store);
  }

  /**
   * The TPP's OAuth client with this callback URL, both made only when missing.
   *
   * @param callbackUrl compared by bunq character for character
   */
  ensureOauthClient(callbackUrl: string): Promise<BunqOauthClient> {
    return ensureOauthClient(this.psp(), callbackUrl);
  }

  /** Calls in the name of whoever set up the context: the TPP, or the owner of the API key. */
  psp(): BunqCaller {
    return new BunqCaller(pspOwner, this.#http, this.#sessions);
  }

  /**
   * Calls in the name of the user who gave an access token or an API key, with a session on our own installation.
   *
   * @param owner such as `consent:<id>`; sessions are kept under it
   * @param accessToken from BunqOauth.exchangeCode, or a key that went through `registerKey`
   */
  consent(owner: `consent:${string}` | `connection:${string}`, accessToken: string): BunqCaller {
    return new BunqCaller(owner, this.#http, this.#sessions, accessToken);
  }

  /**
   * The live session of an access token, opened or renewed when needed; tells whose it is.
   *
   * @throws BunqConsentLostError bunq no longer accepts the token
   * @throws BunqSessionBusyError it is not yet allowed to open another session
   */
  sessionFor(owner: `consent:${string}`, accessToken: string): Promise<BunqSession> {
    return this.#sessions.sessionFor(owner, accessToken);
  }

  /**
   * Ends this owner's session here and, when there is one, at bunq. The local one is gone even if bunq does not answer.
   * bunq has no call that revokes an access token.
   */
  async closeSession(owner: string): Promise<void> {
    const session = await this.#store.loadSession(owner);
    if (!session) return;
    await this.#store.deleteSession(owner);
    const installation = await this.#sessions.installation();
    await sessionServer.close(this.#http, authenticationOf(installation, owner, session.token));
  }

  /** Ends all connections; calls under way fail as not sent or unknown. Sessions at bunq live on. */
  async close(): Promise<void> {
    await this.#http.close();
  }
}

/** One installation at bunq and the key it knows us by. Secrets: keep it encrypted at rest. */
export interface BunqInstallationContext {
  /** PKCS#8 PEM */
  privateKeyPem: string;
  /** SPKI PEM, exactly as posted to `installation` */
  publicKeyPem: string;
  installationToken: string;
  /** pinned: every later answer must be signed with it */
  serverPublicKeyPem: string;
  /** a credential that was issued and not yet bound to a device; bunq shows its token only once */
  pendingCredential?: BunqPendingCredential;
  /** the PSP's API key, once its device is registered */
  apiKey?: string;
  /** present once the setup is complete */
  deviceId?: number;
  /** SHA-256 of the certificate that `apiKey` was made with, in hexadecimal */
  certificateFingerprint?: string;
}

export interface BunqPendingCredential {
  token: string;
  certificateFingerprint: string;
}

export type BunqUserType = 'UserPerson' | 'UserCompany' | 'UserApiKey' | 'UserPaymentServiceProvider';

/** The person or company that gave a consent, as far as bunq names it; recordings differ on whether an id is present. */
export interface BunqGrantingUser {
  userType: string;
  bunqUserId?: number;
  displayName?: string;
}

/** A session at bunq. The token is secret. */
export interface BunqSession {
  sessionId: number;
  token: string;
  /** goes into URLs; for a `UserApiKey` a user of its own, made per consent */
  bunqUserId: number;
  userType: BunqUserType;
  grantedByUser?: BunqGrantingUser;
  /** `Token.created` plus the user's `session_timeout` */
  expiresAt: Date;
  createdAt: Date;
  /** SHA-256 of the API key or access token it was made with: a new token of the same owner needs a new session */
  credentialHash: string;
}

/** `granted`, or when to ask again. */
export type BunqSessionTurn = { granted: true } | { granted: false; retryAt: Date };

/**
 * Where the bank context lives. Everything that many processes must agree on is decided here.
 *
 * `owner` is `psp` for whoever set up the context and, for example, `consent:<id>` for an access token.
 */
export interface BunqContextStore {
  /** undefined before the setup. */
  loadInstallation(): Promise<BunqInstallationContext | undefined>;
  /** Replaces the whole context; it must survive a crash once this resolves, because bunq shows its secrets only once. */
  saveInstallation(context: BunqInstallationContext): Promise<void>;
  /** undefined when this owner has none; one that is over may be returned. */
  loadSession(owner: string): Promise<BunqSession | undefined>;
  /** Replaces the session of this owner. */
  saveSession(owner: string, session: BunqSession): Promise<void>;
  /** Safe to repeat. */
  deleteSession(owner: string): Promise<void>;
  /**
   * Runs `fn` while no other process runs one for this owner. Held during one session-server call at most (a few for
   * the owner `setup`); never nested for one owner, but `setup` may take `psp` inside.
   */
  withSessionLock<T>(owner: string, fn: () => Promise<T>): Promise<T>;
  /**
   * Takes the next turn to call session-server, atomically over all owners and processes: grants when the last granted
   * turn lies `minIntervalMs` or more back, and then remembers now as the last.
   */
  takeSessionTurn(minIntervalMs: number): Promise<BunqSessionTurn>;
}

/** Keeps everything in this process: for tests and for trying things out. */
export class MemoryContextStore implements BunqContextStore {
  #installation: BunqInstallationContext | undefined;
  #lastSessionRequestAt = Number.NEGATIVE_INFINITY;
  readonly #sessions = new Map<string, BunqSession>();
  readonly #tails = new Map<string, Promise<unknown>>();

  async loadInstallation(): Promise<BunqInstallationContext | undefined> {
    return this.#installation && { ...this.#installation };
  }

  async saveInstallation(context: BunqInstallationContext): Promise<void> {
    this.#installation = { ...context };
  }

  async loadSession(owner: string): Promise<BunqSession | undefined> {
    return this.#sessions.get(owner);
  }

  async saveSession(owner: string, session: BunqSession): Promise<void> {
    this.#sessions.set(owner, session);
  }

  async deleteSession(owner: string): Promise<void> {
    this.#sessions.delete(owner);
  }

  async withSessionLock<T>(owner: string, fn: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(owner) ?? Promise.resolve();
    const run = before.then(fn);
    // The next in line waits for the end, not for success: a failure belongs to its own caller.
    const tail = Promise.allSettled([run]);
    this.#tails.set(owner, tail);
    try {
      return await run;
    } finally {
      if (this.#tails.get(owner) === tail) this.#tails.delete(owner);
    }
  }

  async takeSessionTurn(minIntervalMs: number): Promise<BunqSessionTurn> {
    const now = Date.now();
    const nextAt = this.#lastSessionRequestAt + minIntervalMs;
    if (nextAt > now) return { granted: false, retryAt: new Date(nextAt) };
    this.#lastSessionRequestAt = now;
    return { granted: true };
  }
}

import { createHash } from 'node:crypto';
import { BunqApiError, BunqConsentLostError, BunqSessionBusyError, BunqSetupMissingError } from './bunq-api.error.js';
import { waitMs } from './bunq-budget.js';
import type { BunqContextStore, BunqInstallationContext, BunqSession } from './bunq-context-store.js';
import type { BunqAuthentication, BunqHttp } from './bunq-http.js';
import { sessionServer } from './endpoints/session-server.js';

export interface BunqSessionOptions {
  /** bunq's classic limit is one session-server call per 30 s and address; default 30 000 */
  minIntervalMs?: number;
  /** how long a call may wait for its turn before BunqSessionBusyError; default 0 */
  maxWaitMs?: number;
  /** how long before its end a session is renewed; default five minutes, at most a tenth of its life */
  renewBeforeMs?: number;
}

export const pspOwner = 'psp';

/** Opens, keeps and renews sessions, one call at a time per owner, whatever the number of processes. */
export class BunqSessions {
  readonly #underWay = new Map<string, Promise<BunqSession>>();

  constructor(
    private readonly http: BunqHttp,
    private readonly store: BunqContextStore,
    private readonly options: BunqSessionOptions = {},
  ) {}

  /**
   * The live session of this owner; a new one when there is none, it ends soon, or it was made with another secret.
   *
   * @param secret access token of a consent; absent for the TPP itself, whose API key is in the store
   * @param refusedToken a session token that bunq just refused: that session counts as over
   * @throws BunqConsentLostError  bunq no longer accepts the access token
   * @throws BunqSessionBusyError  it is not yet allowed to open another session
   * @throws BunqSetupMissingError no installation, or no API key for the TPP
   */
  async sessionFor(owner: string, secret?: string, refusedToken?: string): Promise<BunqSession> {
    const installation = await this.installation();
    const credential = secret ?? installation.apiKey;
    if (credential === undefined) throw new BunqSetupMissingError('API key');
    const credentialHash = createHash('sha256').update(credential).digest('hex');

    const known = await this.#known(owner, credentialHash, refusedToken);
    if (known && !this.#endsSoon(known)) return known;

    const key = `${owner} ${credentialHash} ${refusedToken ?? ''}`;
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const renewal = this.#renew(owner, installation, credential, credentialHash, refusedToken).finally(() =>
      this.#underWay.delete(key),
    );
    this.#underWay.set(key, renewal);
    return renewal;
  }

  /** @throws BunqSetupMissingError before the installation */
  async installation(): Promise<BunqInstallationContext> {
    const installation = await this.store.loadInstallation();
    if (!installation) throw new BunqSetupMissingError('installation');
    return installation;
  }

  async forget(owner: string): Promise<void> {
    await this.store.deleteSession(owner);
  }

  async #renew(
    owner: string,
    installation: BunqInstallationContext,
    credential: string,
    credentialHash: string,
    refusedToken: string | undefined,
  ): Promise<BunqSession> {
    const waitUntil = Date.now() + (this.options.maxWaitMs ?? 0);
    for (;;) {
      const outcome = await this.store.withSessionLock(owner, async () => {
        // Another process may have renewed while this one waited for the lock.
        const known = await this.#known(owner, credentialHash, refusedToken);
        if (known && !this.#endsSoon(known)) return known;
        const turn = await this.store.takeSessionTurn(this.options.minIntervalMs ?? 30_000);
        if (turn.granted) return this.#open(owner, installation, credential, credentialHash);
        // Renewing early is a courtesy: as long as the old session lives, waiting costs nothing.
        return known && known.expiresAt.getTime() > Date.now() ? known : turn.retryAt;
      });
      if (!(outcome instanceof Date)) return outcome;
      if (outcome.getTime() > waitUntil) throw new BunqSessionBusyError(outcome);
      // Outside the lock, which a store may hold a database connection for.
      await waitMs(Math.max(1, outcome.getTime() - Date.now()));
    }
  }

  async #open(
    owner: string,
    installation: BunqInstallationContext,
    credential: string,
    credentialHash: string,
  ): Promise<BunqSession> {
    try {
      const opened = await sessionServer.create(this.http, authenticationOf(installation, owner), {
        secret: credential,
      });
      const session = { ...opened, credentialHash };
      await this.store.saveSession(owner, session);
      return session;
    } catch (error) {
      if (owner === pspOwner || !(error instanceof BunqApiError) || !error.isCredentialsRefused) throw error;
      await this.store.deleteSession(owner);
      throw new BunqConsentLostError(owner, { cause: error });
    }
  }

  async #known(
    owner: string,
    credentialHash: string,
    refusedToken: string | undefined,
  ): Promise<BunqSession | undefined> {
    const session = await this.store.loadSession(owner);
    return session && session.credentialHash === credentialHash && session.token !== refusedToken ? session : undefined;
  }

  #endsSoon(session: BunqSession): boolean {
    const lifeMs = session.expiresAt.getTime() - session.createdAt.getTime();
    const earlyMs = Math.min(this.options.renewBeforeMs ?? 300_000, lifeMs / 10);
    return session.expiresAt.getTime() - earlyMs <= Date.now();
  }
}

export function authenticationOf(
  installation: BunqInstallationContext,
  owner: string,
  token = installation.installationToken,
): BunqAuthentication {
  return {
    owner,
    token,
    signingKeyPem: installation.privateKeyPem,
    serverPublicKeyPem: installation.serverPublicKeyPem,
  };
}

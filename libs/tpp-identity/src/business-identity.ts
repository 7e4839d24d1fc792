import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import type { BunqCaller, BunqOauth } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { Transactions, type Transaction } from '@sluis/persistence';
import { BankClients, type BankContext } from './bank-clients.js';

/**
 * The provider's own, ordinary business at the bank, beside its licence: a plain OAuth app on its business account, and
 * an installation on which partners' own access tokens and API keys open their sessions. Nothing here is a PSD2 role.
 */
@Injectable()
export class BusinessIdentity {
  private readonly context: BankContext;
  private oauthClient?: Promise<BunqOauth>;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly clients: BankClients,
  ) {
    this.context = clients.business;
  }

  get redirectUri(): string {
    return this.clients.redirectUri;
  }

  /**
   * Registers the OAuth app of our own business account, each part only where it is missing. Without the account's API key
   * there is none, and partners can connect with keys of their own alone.
   *
   * @returns the app's client id; undefined without `TPP_BUSINESS_API_KEY`
   * @throws BunqSessionBusyError the bank allows one session per interval; call again later, nothing is lost
   */
  async register(): Promise<string | undefined> {
    const { TPP_BUSINESS_API_KEY: apiKey, TPP_REGISTER_NUMBER, BUNQ_ENVIRONMENT } = this.config.env;
    if (apiKey === undefined) return undefined;
    const { client, store } = this.context;
    await client.ensureOwnContext({ apiKey, description: deviceOf(apiKey), permittedIps: ['*'] });
    const oauth = await client.ensureOauthClient(this.redirectUri);
    await store.saveOauthClient(oauth);
    this.oauthClient = undefined;
    await this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'platform' },
        action: 'tpp.business_registered',
        subject: { type: 'tpp', id: TPP_REGISTER_NUMBER },
        outcome: 'done',
        details: { environment: BUNQ_ENVIRONMENT },
      }),
    );
    return oauth.clientId;
  }

  /** Whether partners can be sent to the bank to connect their account. */
  async hasOauth(): Promise<boolean> {
    return (await this.context.store.loadOauthClient()) !== undefined;
  }

  /**
   * @throws DomainError platform_unavailable when the app is not registered at the bank
   */
  oauth(): Promise<BunqOauth> {
    this.oauthClient ??= this.clients.oauthOf(this.context).catch((error: unknown) => {
      this.oauthClient = undefined;
      throw error;
    });
    return this.oauthClient;
  }

  /**
   * Calls in the name of the partner whose account it is.
   *
   * @param secret an access token of our OAuth app, or an API key that went through `acceptKey`
   */
  connection(connectionId: string, secret: string): BunqCaller {
    return this.context.client.consent(`connection:${connectionId}`, secret);
  }

  /**
   * Makes a partner's API key usable from here. Safe to repeat.
   *
   * @throws BunqApiError `isCredentialsRefused` when the bank does not know the key
   */
  acceptKey(apiKey: string): Promise<void> {
    return this.context.client.registerKey({ apiKey, description: deviceOf(apiKey), permittedIps: ['*'] });
  }

  /** What access tokens need before their first session; with keys `acceptKey` sees to it. */
  ensureInstallation(): Promise<void> {
    return this.context.client.ensureInstallation();
  }

  /** Destroys our copy of a connection's session together with its secret; at the bank it lapses by itself. */
  async forgetConnectionSession(tx: Transaction, connectionId: string): Promise<void> {
    await this.context.store.forgetSession(tx, `connection:${connectionId}`);
  }

  async closeConnectionSession(connectionId: string): Promise<void> {
    await this.context.client.closeSession(`connection:${connectionId}`);
  }
}

/** The bank registers a key once per installation; two connections with the same key share its device. */
function deviceOf(apiKey: string): string {
  return `Sluis ${createHash('sha256').update(apiKey).digest('hex').slice(0, 16)}`;
}

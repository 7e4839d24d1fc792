import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import type { BunqCaller, BunqOauth, BunqSession } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { Transactions, type Transaction } from '@sluis/persistence';
import { BankClients, type BankContext } from './bank-clients.js';

/** The TPP as the bank knows it: one installation, one credential, one OAuth client, kept over restarts. */
@Injectable()
export class TppIdentity {
  private readonly context: BankContext;
  private oauthClient?: Promise<BunqOauth>;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly clients: BankClients,
  ) {
    this.context = clients.licensed;
  }

  /** Where bunq sends payers back to; registered at the bank character for character. */
  get redirectUri(): string {
    return this.clients.redirectUri;
  }

  /** Where the bank may send news. It takes https addresses only; undefined where ours is none and the bank is real. */
  get callbackUrl(): string | undefined {
    const { PUBLIC_URL, CALLBACK_SECRET, BUNQ_ENVIRONMENT } = this.config.env;
    if (!PUBLIC_URL.startsWith('https:') && BUNQ_ENVIRONMENT !== 'emulator') return undefined;
    return `${PUBLIC_URL}/callbacks/bunq/${CALLBACK_SECRET}`;
  }

  /**
   * Everything the TPP needs at the bank, each step only when missing: installation, credential, device, session, OAuth
   * client, callback address. Safe to repeat, and to go on with after a crash.
   *
   * @throws BunqSessionBusyError the bank allows one session per interval; call again later, nothing is lost
   */
  async register(): Promise<{ session: BunqSession; clientId: string }> {
    const { env } = this.config;
    const [certificatePem, certificateChainPem, certificatePrivateKeyPem] = await Promise.all(
      [env.TPP_CERTIFICATE_PATH, env.TPP_CERTIFICATE_CHAIN_PATH, env.TPP_PRIVATE_KEY_PATH].map((path) =>
        readFile(path, 'utf8'),
      ),
    );
    if (!certificatePem || !certificateChainPem || !certificatePrivateKeyPem)
      throw new RangeError('a certificate file is empty');
    const session = await this.context.client.ensureTppContext({
      certificatePem,
      certificateChainPem,
      certificatePrivateKeyPem,
      description: `Sluis ${env.TPP_REGISTER_NUMBER}`,
      permittedIps: ['*'],
    });
    const oauth = await this.context.client.ensureOauthClient(this.redirectUri);
    await this.context.store.saveOauthClient(oauth);
    this.oauthClient = undefined;
    await this.transactions.run((tx) =>
      this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'platform' },
        action: 'tpp.registered',
        subject: { type: 'tpp', id: env.TPP_REGISTER_NUMBER },
        outcome: 'done',
        details: { environment: env.BUNQ_ENVIRONMENT },
      }),
    );
    return { session, clientId: oauth.clientId };
  }

  /** Calls in the TPP's own name. */
  psp(): BunqCaller {
    return this.context.client.psp();
  }

  /** Calls in the name of the payer who gave the consent. */
  consent(consentId: string, accessToken: string): BunqCaller {
    return this.context.client.consent(`consent:${consentId}`, accessToken);
  }

  /** Destroys our copy of a consent's bank session together with its token; at the bank it lapses by itself. */
  async forgetConsentSession(tx: Transaction, consentId: string): Promise<void> {
    await this.context.store.forgetSession(tx, `consent:${consentId}`);
  }

  /** Ends the bank session of a consent; the token itself can only be forgotten, the bank has no call to revoke it. */
  async closeConsentSession(consentId: string): Promise<void> {
    await this.context.client.closeSession(`consent:${consentId}`);
  }

  /**
   * @throws DomainError platform_unavailable when the TPP is not registered at the bank yet
   */
  oauth(): Promise<BunqOauth> {
    this.oauthClient ??= this.clients.oauthOf(this.context).catch((error: unknown) => {
      this.oauthClient = undefined;
      throw error;
    });
    return this.oauthClient;
  }
}

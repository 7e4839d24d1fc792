import { readFile } from 'node:fs/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BunqClient, BunqOauth, type BunqCaller, type BunqCallReport, type BunqSession } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { SecretBox, Transactions, type Transaction } from '@sluis/persistence';
import { Counter, Histogram, register } from 'prom-client';
import { type BankLimits, createBankLimits } from './bank-limits.js';
import { PostgresContextStore } from './postgres-context-store.js';

const userAgent = 'Sluis/0.1';

/** The TPP as the bank knows it: one installation, one credential, one OAuth client, kept over restarts. */
@Injectable()
export class TppIdentity implements OnModuleDestroy {
  private readonly logger = new Logger(TppIdentity.name);
  private readonly store: PostgresContextStore;
  private readonly client: BunqClient;
  private readonly limits: BankLimits;
  private oauthClient?: Promise<BunqOauth>;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    secrets: SecretBox,
  ) {
    const { env } = config;
    this.store = new PostgresContextStore(env.BUNQ_ENVIRONMENT, transactions, secrets);
    const isLimited = env.BUNQ_LIMITS === 'on';
    this.limits = createBankLimits({
      redisUrl: env.REDIS_URL,
      // The bank counts per address and knows no queues of ours; the environment tells two banks apart.
      keyPrefix: `${env.QUEUE_PREFIX}:bank-budget:${env.BUNQ_ENVIRONMENT}`,
      isLimited,
      breakerPauseMs: env.BUNQ_BREAKER_PAUSE_MS,
    });
    this.client = new BunqClient({
      apiUrl: env.BUNQ_API_URL,
      userAgent,
      store: this.store,
      budget: this.limits.budget,
      breakers: this.limits.breakers,
      observer: (report) => this.observe(report),
      timeouts: { deadlineMs: env.BUNQ_TIMEOUT_MS },
      allowInsecureHttp: env.BUNQ_ENVIRONMENT === 'emulator',
      sessions: { minIntervalMs: isLimited ? 30_000 : 0 },
    });
  }

  /** Where bunq sends payers back to; registered at the bank character for character. */
  get redirectUri(): string {
    return `${this.config.env.PUBLIC_URL}/oauth/bunq/callback`;
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
    const session = await this.client.ensureTppContext({
      certificatePem,
      certificateChainPem,
      certificatePrivateKeyPem,
      description: `Sluis ${env.TPP_REGISTER_NUMBER}`,
      permittedIps: ['*'],
    });
    const oauth = await this.client.ensureOauthClient(this.redirectUri);
    await this.store.saveOauthClient(oauth);
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
    return this.client.psp();
  }

  /** Calls in the name of the payer who gave the consent. */
  consent(consentId: string, accessToken: string): BunqCaller {
    return this.client.consent(`consent:${consentId}`, accessToken);
  }

  /** Destroys our copy of a consent's bank session together with its token; at the bank it lapses by itself. */
  async forgetConsentSession(tx: Transaction, consentId: string): Promise<void> {
    await this.store.forgetSession(tx, `consent:${consentId}`);
  }

  /** Ends the bank session of a consent; the token itself can only be forgotten, the bank has no call to revoke it. */
  async closeConsentSession(consentId: string): Promise<void> {
    await this.client.closeSession(`consent:${consentId}`);
  }

  /**
   * @throws DomainError platform_unavailable when the TPP is not registered at the bank yet
   */
  oauth(): Promise<BunqOauth> {
    this.oauthClient ??= this.loadOauth().catch((error: unknown) => {
      this.oauthClient = undefined;
      throw error;
    });
    return this.oauthClient;
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.close();
    this.limits.close();
  }

  private async loadOauth(): Promise<BunqOauth> {
    const credentials = await this.store.loadOauthClient();
    if (!credentials) throw new DomainError('platform_unavailable', 'The platform is not registered at the bank yet.');
    const { env } = this.config;
    return new BunqOauth({
      authorizeUrl: env.BUNQ_OAUTH_AUTHORISE_URL,
      tokenUrl: env.BUNQ_OAUTH_TOKEN_URL,
      clientId: credentials.clientId,
      clientSecret: credentials.clientSecret,
      userAgent,
      deadlineMs: env.BUNQ_TIMEOUT_MS,
      allowInsecureHttp: env.BUNQ_ENVIRONMENT === 'emulator',
    });
  }

  private observe(report: BunqCallReport): void {
    bankCalls().inc({ endpoint: `${report.method} ${report.endpointTemplate}`, outcome: report.outcome });
    bankCallDuration().observe({ method: report.method }, report.durationMs / 1_000);
    const fields = {
      msg: 'bank call',
      method: report.method,
      endpoint: report.endpointTemplate,
      status: report.status,
      outcome: report.outcome,
      duration_ms: Math.round(report.durationMs),
      response_id: report.responseId,
      request_id: report.requestId,
    };
    if (report.outcome === 'unknown') this.logger.warn(fields);
    else this.logger.debug(fields);
    // A read is repeated every second or two while somebody pays; what it changes is audited with the change.
    if (report.method !== 'GET') this.recordCall(report);
  }

  /** Beside the caller's work, in a transaction of its own: the call happened whatever becomes of that work. */
  private recordCall(report: BunqCallReport): void {
    this.transactions
      .run((tx) =>
        this.audit.record(tx, {
          partnerId: null,
          actor: { type: 'platform' },
          action: 'bank.called',
          subject: { type: 'bank_call', id: report.requestId ?? 'none' },
          outcome: report.outcome === 'accepted' ? 'done' : report.outcome === 'unknown' ? 'unknown' : 'refused',
          cause: report.reason,
          details: {
            endpoint: `${report.method} ${report.endpointTemplate}`,
            owner: report.owner ?? null,
            status: report.status ?? null,
            response_id: report.responseId ?? null,
            body_hash: report.bodyHash ?? null,
            response_hash: report.responseHash ?? null,
          },
        }),
      )
      .catch(() =>
        this.logger.error({
          msg: 'a bank call could not be audited',
          endpoint: report.endpointTemplate,
          request_id: report.requestId,
        }),
      );
  }
}

function bankCalls(): Counter {
  const name = 'sluis_bank_calls_total';
  const existing = register.getSingleMetric(name);
  return existing instanceof Counter
    ? existing
    : new Counter({ name, help: 'Calls to the bank', labelNames: ['endpoint', 'outcome'] });
}

function bankCallDuration(): Histogram {
  const name = 'sluis_bank_call_duration_seconds';
  const existing = register.getSingleMetric(name);
  return existing instanceof Histogram
    ? existing
    : new Histogram({ name, help: 'Duration of calls to the bank', labelNames: ['method'] });
}

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BunqClient, BunqOauth, type BunqCallReport } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { SecretBox, Transactions } from '@sluis/persistence';
import { metric } from '@sluis/telemetry';
import { Counter, Histogram } from 'prom-client';
import { type BankLimits, createBankLimits } from './bank-limits.js';
import { PostgresContextStore } from './postgres-context-store.js';

const userAgent = 'Sluis/0.1';

/** One installation of ours at the bank: its keys, its sessions, its OAuth client. */
export interface BankContext {
  client: BunqClient;
  store: PostgresContextStore;
}

/**
 * The two contexts in which we stand at the bank. The licensed provider's is for payers, under PSD2; that of its own
 * ordinary business account is for partners who connect accounts of their own, which no licence covers and none is needed
 * for. They share nothing but our address, and so one budget, one turn for new sessions, and one record of calls.
 */
@Injectable()
export class BankClients implements OnModuleDestroy {
  readonly licensed: BankContext;
  readonly business: BankContext;
  private readonly logger = new Logger(BankClients.name);
  private readonly limits: BankLimits;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly secrets: SecretBox,
  ) {
    const { env } = config;
    this.limits = createBankLimits({
      redisUrl: env.REDIS_URL,
      // The bank counts per address and knows no queues of ours; the environment tells two banks apart.
      keyPrefix: `${env.QUEUE_PREFIX}:bank-budget:${env.BUNQ_ENVIRONMENT}`,
      isLimited: env.BUNQ_LIMITS === 'on',
      breakerPauseMs: env.BUNQ_BREAKER_PAUSE_MS,
    });
    this.licensed = this.openContext(env.BUNQ_ENVIRONMENT);
    this.business = this.openContext(`${env.BUNQ_ENVIRONMENT}/business`);
  }

  /** Where bunq sends people back to; registered at the bank character for character. */
  get redirectUri(): string {
    return `${this.config.env.PUBLIC_URL}/oauth/bunq/callback`;
  }

  /**
   * The context's OAuth client.
   *
   * @throws DomainError platform_unavailable when it is not registered at the bank yet
   */
  async oauthOf({ store }: BankContext): Promise<BunqOauth> {
    const credentials = await store.loadOauthClient();
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

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.licensed.client.close(), this.business.client.close()]);
    this.limits.close();
  }

  private openContext(name: string): BankContext {
    const { env } = this.config;
    const store = new PostgresContextStore(name, env.BUNQ_ENVIRONMENT, this.transactions, this.secrets);
    const client = new BunqClient({
      apiUrl: env.BUNQ_API_URL,
      userAgent,
      store,
      budget: this.limits.budget,
      breakers: this.limits.breakers,
      observer: (report) => this.observe(report),
      timeouts: { deadlineMs: env.BUNQ_TIMEOUT_MS },
      allowInsecureHttp: env.BUNQ_ENVIRONMENT === 'emulator',
      sessions: { minIntervalMs: env.BUNQ_LIMITS === 'on' ? 30_000 : 0 },
    });
    return { client, store };
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

const bankCalls = () =>
  metric(Counter, {
    name: 'sluis_bank_calls_total',
    help: 'Calls to the bank',
    labelNames: ['endpoint', 'outcome'],
  });

const bankCallDuration = () =>
  metric(Histogram, {
    name: 'sluis_bank_call_duration_seconds',
    help: 'Duration of calls to the bank',
    labelNames: ['method'],
  });

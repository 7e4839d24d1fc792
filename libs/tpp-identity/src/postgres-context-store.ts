import { setTimeout as wait } from 'node:timers/promises';
import type { BunqContextStore, BunqInstallationContext, BunqSession, BunqSessionTurn } from '@sluis/bunq-client';
import { queryRows, SecretBox, Transactions, type Transaction } from '@sluis/persistence';

/** A renewal that takes longer than this has died with its process; somebody else may go on. */
const renewalLeaseMs = 60_000;
const lockPollMs = 100;

/**
 * Installation and sessions at the bank, sealed in Postgres and shared by every process. The lock is a lease in a row,
 * because a database lock would keep a transaction open over a bank call.
 */
export class PostgresContextStore implements BunqContextStore {
  /**
   * @param environment names this context
   * @param turnsOf names the context in which turns for new sessions are counted: the bank counts per address, and all
   *   contexts of one address take turns together
   */
  constructor(
    private readonly environment: string,
    private readonly turnsOf: string,
    private readonly transactions: Transactions,
    private readonly secrets: SecretBox,
  ) {}

  async loadInstallation(): Promise<BunqInstallationContext | undefined> {
    const text = await this.loadContext('installation_sealed');
    return text === undefined ? undefined : (JSON.parse(text) as BunqInstallationContext);
  }

  async saveInstallation(context: BunqInstallationContext): Promise<void> {
    await this.saveContext('installation_sealed', JSON.stringify(context));
  }

  async loadOauthClient(): Promise<{ clientId: string; clientSecret: string } | undefined> {
    const text = await this.loadContext('oauth_client_sealed');
    return text === undefined ? undefined : (JSON.parse(text) as { clientId: string; clientSecret: string });
  }

  async saveOauthClient({ clientId, clientSecret }: { clientId: string; clientSecret: string }): Promise<void> {
    await this.saveContext('oauth_client_sealed', JSON.stringify({ clientId, clientSecret }));
  }

  async loadSession(owner: string): Promise<BunqSession | undefined> {
    const [row] = await this.transactions.run((tx) =>
      queryRows<{ session_sealed: Buffer | null }>(
        tx,
        `SELECT session_sealed FROM bunq_sessions WHERE environment = $1 AND owner = $2`,
        [this.environment, owner],
      ),
    );
    if (!row?.session_sealed) return undefined;
    const stored = JSON.parse(this.secrets.open(row.session_sealed, this.sessionLocation(owner))) as BunqSession;
    return { ...stored, createdAt: new Date(stored.createdAt), expiresAt: new Date(stored.expiresAt) };
  }

  async saveSession(owner: string, session: BunqSession): Promise<void> {
    const sealed = this.secrets.seal(JSON.stringify(session), this.sessionLocation(owner));
    await this.transactions.run((tx) =>
      tx.query(
        `INSERT INTO bunq_sessions (environment, owner, session_sealed, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment, owner)
           DO UPDATE SET session_sealed = excluded.session_sealed, expires_at = excluded.expires_at, updated_at = now()`,
        [this.environment, owner, sealed, session.expiresAt],
      ),
    );
  }

  async deleteSession(owner: string): Promise<void> {
    await this.transactions.run((tx) => this.forgetSession(tx, owner));
  }

  /** In the transaction that ended what the session was for. */
  async forgetSession(tx: Transaction, owner: string): Promise<void> {
    await tx.query(
      `UPDATE bunq_sessions SET session_sealed = NULL, expires_at = NULL, updated_at = now()
       WHERE environment = $1 AND owner = $2`,
      [this.environment, owner],
    );
  }

  async withSessionLock<T>(owner: string, fn: () => Promise<T>): Promise<T> {
    const lease = await this.takeLease(owner);
    try {
      return await fn();
    } finally {
      await this.transactions.run((tx) =>
        tx.query(
          `UPDATE bunq_sessions SET renewing_until = NULL WHERE environment = $1 AND owner = $2 AND renewing_until = $3::timestamptz`,
          [this.environment, owner, lease],
        ),
      );
    }
  }

  async takeSessionTurn(minIntervalMs: number): Promise<BunqSessionTurn> {
    return this.transactions.run(async (tx) => {
      await this.ensureRow(tx, this.turnsOf);
      const granted = await queryRows(
        tx,
        `UPDATE bunq_contexts SET session_requested_at = clock_timestamp()
         WHERE environment = $1 AND (session_requested_at IS NULL
           OR session_requested_at <= clock_timestamp() - $2 * interval '1 millisecond') RETURNING 1`,
        [this.turnsOf, minIntervalMs],
      );
      if (granted.length > 0) return { granted: true };
      const [row] = await queryRows<{ wait_ms: number }>(
        tx,
        `SELECT greatest(0, extract(epoch FROM session_requested_at + $2 * interval '1 millisecond' - clock_timestamp()) * 1000)::float8
           AS wait_ms FROM bunq_contexts WHERE environment = $1`,
        [this.turnsOf, minIntervalMs],
      );
      return { granted: false, retryAt: new Date(Date.now() + Math.ceil(row?.wait_ms ?? minIntervalMs)) };
    });
  }

  private async takeLease(owner: string): Promise<string> {
    for (;;) {
      const [row] = await this.transactions.run((tx) =>
        queryRows<{ lease: string }>(
          tx,
          `INSERT INTO bunq_sessions AS held (environment, owner, renewing_until)
           VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
           ON CONFLICT (environment, owner) DO UPDATE SET renewing_until = excluded.renewing_until
             WHERE held.renewing_until IS NULL OR held.renewing_until < clock_timestamp()
           RETURNING renewing_until::text AS lease`,
          [this.environment, owner, renewalLeaseMs],
        ),
      );
      if (row) return row.lease;
      await wait(lockPollMs);
    }
  }

  private async loadContext(column: 'installation_sealed' | 'oauth_client_sealed'): Promise<string | undefined> {
    const [row] = await this.transactions.run((tx) =>
      queryRows<{ sealed: Buffer | null }>(tx, `SELECT ${column} AS sealed FROM bunq_contexts WHERE environment = $1`, [
        this.environment,
      ]),
    );
    return row?.sealed ? this.secrets.open(row.sealed, this.contextLocation(column)) : undefined;
  }

  private async saveContext(column: 'installation_sealed' | 'oauth_client_sealed', text: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.ensureRow(tx, this.environment);
      await tx.query(`UPDATE bunq_contexts SET ${column} = $2, updated_at = now() WHERE environment = $1`, [
        this.environment,
        this.secrets.seal(text, this.contextLocation(column)),
      ]);
    });
  }

  private async ensureRow(tx: Transaction, environment: string): Promise<void> {
    await tx.query(`INSERT INTO bunq_contexts (environment) VALUES ($1) ON CONFLICT DO NOTHING`, [environment]);
  }

  private contextLocation(column: string) {
    return { table: 'bunq_contexts', column, rowId: this.environment, partnerId: null };
  }

  private sessionLocation(owner: string) {
    return { table: 'bunq_sessions', column: 'session_sealed', rowId: `${this.environment} ${owner}`, partnerId: null };
  }
}

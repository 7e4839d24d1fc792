import { Injectable } from '@nestjs/common';
import { BunqOutcomeUnknownError, BunqNotSentError } from '@sluis/bunq-client';
import type { WorkResult } from '@sluis/outbox';
import { Outbox } from '@sluis/outbox';
import { newId, queryRows, randomToken, tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { Authorisations } from './authorisations.service.js';
import { isAccessLost, readGrant, type BankGrant } from './bank-grant.js';
import { CodeExchange } from './code-exchange.js';
import { PsuKeyHashes, type PsuKeys } from './psu-keys.js';

export const permissionSessionMinutes = 15;
const retryMs = 2_000;

export interface PermissionSession {
  id: string;
  status: 'identifying' | 'open' | 'failed';
  keys: PsuKeys;
  expiresAt: Date;
}

/**
 * Payers who prove at the bank who they are, to see and stop what they allowed. The visit gives us a token like any
 * other; it serves to read whose it is, once, in memory, and is dropped.
 */
@Injectable()
export class PermissionSessions {
  constructor(
    private readonly transactions: Transactions,
    private readonly authorisations: Authorisations,
    private readonly exchange: CodeExchange,
    private readonly psuKeys: PsuKeyHashes,
    private readonly tppIdentity: TppIdentity,
    private readonly outbox: Outbox,
  ) {}

  /** @returns the bank's address */
  async start(browserToken: string): Promise<string> {
    const client = await this.authorisations.clientFor('permissions');
    return this.transactions.run((tx) =>
      this.authorisations.start(tx, { type: 'permissions', id: newId() }, browserToken, client),
    );
  }

  /**
   * The payer came back from the bank: a session begins that shows nothing before the bank named them.
   *
   * @returns the session's token, for the cookie; only its hash is kept
   */
  async begin(tx: Transaction, visitId: string): Promise<string> {
    const token = randomToken();
    await tx.query(`DELETE FROM permission_sessions WHERE expires_at < now() - interval '1 day'`);
    await tx.query(
      `INSERT INTO permission_sessions (id, token_hash, status, expires_at)
       VALUES ($1, $2, 'identifying', now() + $3 * interval '1 minute')`,
      [visitId, tokenHash(token), permissionSessionMinutes],
    );
    await this.outbox.schedule(tx, { kind: 'consents.identify', subject: visitId, partnerId: null });
    return token;
  }

  /** @returns undefined for a token that is unknown, closed or over */
  async find(tx: Transaction, token: string): Promise<PermissionSession | undefined> {
    const [row] = await queryRows<{
      id: string;
      status: PermissionSession['status'];
      bank_user_key: Buffer | null;
      iban_keys: Buffer[];
      expires_at: Date;
    }>(
      tx,
      `SELECT id, status, bank_user_key, iban_keys, expires_at FROM permission_sessions
       WHERE token_hash = $1 AND status <> 'closed' AND expires_at > now()`,
      [tokenHash(token)],
    );
    return (
      row && {
        id: row.id,
        status: row.status,
        keys: { bankUser: row.bank_user_key ?? undefined, ibans: row.iban_keys },
        expiresAt: row.expires_at,
      }
    );
  }

  async close(tx: Transaction, token: string): Promise<void> {
    await tx.query(
      `UPDATE permission_sessions SET status = 'closed', bank_user_key = NULL, iban_keys = '{}' WHERE token_hash = $1`,
      [tokenHash(token)],
    );
  }

  /** Reads at the bank who the payer is. The access token is not stored anywhere: a crash means starting again. */
  async identify(id: string): Promise<WorkResult> {
    const accessToken = await this.exchange.run({ type: 'permissions', id }, () => Promise.resolve());
    if (accessToken === 'again') return { againInMs: retryMs };
    const keys = accessToken === undefined ? undefined : await this.readKeys(id, accessToken);
    await this.transactions.run((tx) =>
      tx.query(
        `UPDATE permission_sessions SET status = $2, bank_user_key = $3, iban_keys = $4
         WHERE id = $1 AND status = 'identifying'`,
        [id, keys ? 'open' : 'failed', keys?.bankUser ?? null, keys?.ibans ?? []],
      ),
    );
    return 'done';
  }

  private async readKeys(id: string, accessToken: string): Promise<PsuKeys | undefined> {
    const owner = `permissions/${id}`;
    try {
      const grant: BankGrant = await readGrant(this.tppIdentity.consent(owner, accessToken));
      return this.psuKeys.of(grant);
    } catch (error) {
      const isExpected =
        isAccessLost(error) || error instanceof BunqNotSentError || error instanceof BunqOutcomeUnknownError;
      if (!isExpected) throw error;
      return undefined;
    } finally {
      // Best effort: it is forgotten here first, and lapses at the bank by itself.
      await this.tppIdentity.closeConsentSession(owner).catch(() => undefined);
    }
  }
}

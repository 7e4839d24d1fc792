import { Injectable } from '@nestjs/common';
import { firstApiVersion, parseApiVersion } from '@sluis/api-versions';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config, type PlatformMode } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import {
  fromPublicId,
  hashesEqual,
  newId,
  queryRows,
  tokenHash,
  toPublicId,
  Transactions,
  type Transaction,
} from '@sluis/persistence';
import { formatApiKey, newApiKeyText, parseApiKey, type ApiKeyText } from './api-key.js';
import type { PartnerIdentity } from './partner-identity.js';
import { RememberedKeys, type KnownKey } from './remembered-keys.js';

/** What is known of a key, the secret apart. */
export interface ApiKeyFacts {
  id: string;
  mode: 'test' | 'live';
  name: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Credentials of partners: 256-bit secrets, kept as hashes, several per partner, each revocable on its own. */
@Injectable()
export class ApiKeys {
  private readonly remembered = new RememberedKeys();
  private readonly mode: PlatformMode;

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    { env }: Config,
  ) {
    this.mode = env.PLATFORM_MODE;
  }

  /**
   * @returns the key as text; it is shown this once and cannot be read again
   * @throws DomainError credential_of_other_mode
   */
  async create(
    tx: Transaction,
    partnerId: string,
    {
      mode = this.mode,
      name,
      scopes,
      actor,
    }: { mode?: PlatformMode; name: string; scopes: readonly string[]; actor: AuditActor },
  ): Promise<{ id: string; key: string }> {
    this.requireOwnMode(mode, `This platform is in ${this.mode} mode and makes ${this.mode} keys only.`);
    const id = newId();
    const text = newApiKeyText(mode);
    await tx.query(
      `INSERT INTO api_keys (partner_id, id, public_id, secret_hash, mode, name, scopes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [partnerId, id, text.publicId, tokenHash(text.secret), mode, name, scopes],
    );
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'api_key.created',
      subject: { type: 'api_key', id: toPublicId('apiKey', id) },
      outcome: 'done',
    });
    return { id, key: formatApiKey(text) };
  }

  /** Newest first, the revoked ones too. */
  list(tx: Transaction, partnerId: string): Promise<ApiKeyFacts[]> {
    return queryRows<ApiKeyFacts>(
      tx,
      `SELECT id, mode, name, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
       FROM api_keys WHERE partner_id = $1 ORDER BY id DESC LIMIT 200`,
      [partnerId],
    );
  }

  /** Ends a key at once. @returns false when there is no such live key */
  async revoke(tx: Transaction, partnerId: string, id: string, actor: AuditActor): Promise<boolean> {
    const revoked = await queryRows(
      tx,
      `UPDATE api_keys SET revoked_at = now() WHERE partner_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id`,
      [partnerId, id],
    );
    if (revoked.length === 0) return false;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'api_key.revoked',
      subject: { type: 'api_key', id: toPublicId('apiKey', id) },
      outcome: 'done',
    });
    return true;
  }

  /**
   * @param mayRemember answer from what was read within the last second: for what only reads, and for what looks at the key
   *   itself where it writes (`requireUsable`). Everything else notices at once that a key was revoked.
   * @throws DomainError credential_of_other_mode
   * @returns undefined for a key that is unknown, wrong, revoked, or of a suspended partner: one answer for all four
   */
  async authenticate(text: string, { mayRemember = false } = {}): Promise<PartnerIdentity | undefined> {
    const presented = parseApiKey(text);
    if (!presented) return undefined;
    this.requireOwnMode(presented.mode, `This is a ${presented.mode} key, and this platform is in ${this.mode} mode.`);
    const look = () => this.look(presented);
    const known = await (mayRemember ? this.remembered.find(`${presented.mode} ${presented.publicId}`, look) : look());
    // An unknown id costs the same comparison as a wrong secret.
    const isRight = hashesEqual(tokenHash(presented.secret), known?.secretHash ?? Buffer.alloc(32));
    if (!known || !isRight) return undefined;
    await this.noteUse(known);
    return known.identity;
  }

  /**
   * Whether the key may still be used, by the rows themselves.
   *
   * @throws DomainError credential_invalid
   */
  async requireUsable(tx: Transaction, { partnerId, apiKeyId }: PartnerIdentity): Promise<void> {
    const usable = await queryRows(
      tx,
      `SELECT 1 FROM api_keys k JOIN partners p ON p.id = k.partner_id
       WHERE k.partner_id = $1 AND k.id = $2 AND k.revoked_at IS NULL AND p.status = 'active'`,
      [partnerId, fromPublicId('apiKey', apiKeyId)],
    );
    if (usable.length === 0) {
      throw new DomainError('credential_invalid', 'This API key is unknown, revoked or malformed.');
    }
  }

  /** Before anything is looked up: a key of the other world has nothing to find here. */
  private requireOwnMode(mode: PlatformMode, detail: string): void {
    if (mode !== this.mode) throw new DomainError('credential_of_other_mode', detail);
  }

  private async look({ publicId, mode }: ApiKeyText): Promise<KnownKey | undefined> {
    const [row] = await this.transactions.inOneTrip<{
      id: string;
      partner_id: string;
      secret_hash: Buffer;
      scopes: string[];
      api_version: string;
      requests_per_minute: number | null;
      used_lately: boolean;
    }>('platform', {
      name: 'find_api_key',
      text: `SELECT k.id, k.partner_id, k.secret_hash, k.scopes, p.api_version, p.requests_per_minute,
              coalesce(k.last_used_at > now() - interval '1 minute', false) AS used_lately
       FROM api_keys k JOIN partners p ON p.id = k.partner_id
       WHERE k.public_id = $1 AND k.mode = $2 AND k.revoked_at IS NULL AND p.status = 'active'`,
      values: [publicId, mode],
    });
    if (!row) return undefined;
    const { id, partner_id: partnerId, secret_hash: secretHash, scopes, used_lately: isUseNoted } = row;
    const requestsPerMinute = row.requests_per_minute;
    const apiVersion = parseApiVersion(row.api_version) ?? firstApiVersion;
    const identity = { partnerId, apiKeyId: toPublicId('apiKey', id), mode, scopes, apiVersion, requestsPerMinute };
    return { secretHash, identity, isUseNoted };
  }

  /** The last use is kept to the minute, so that a busy key does not write on every request. */
  private async noteUse(known: KnownKey): Promise<void> {
    if (known.isUseNoted) return;
    known.isUseNoted = true;
    const { partnerId, apiKeyId } = known.identity;
    await this.transactions.inOneTrip(
      { partnerId },
      {
        text: `UPDATE api_keys SET last_used_at = now() WHERE partner_id = $1 AND id = $2`,
        values: [partnerId, fromPublicId('apiKey', apiKeyId)],
      },
    );
  }
}

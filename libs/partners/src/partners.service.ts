import { Injectable } from '@nestjs/common';
import { firstApiVersion, latestApiVersion, parseApiVersion, type ApiVersion } from '@sluis/api-versions';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';

export interface Partner {
  id: string;
  name: string;
}

/** The businesses that call the API, and where they may send their payers back to. */
@Injectable()
export class Partners {
  constructor(private readonly audit: AuditTrail) {}

  async create(
    tx: Transaction,
    { name, redirectUris, actor }: { name: string; redirectUris: string[]; actor: AuditActor },
  ): Promise<Partner> {
    const id = newId();
    await tx.query(`INSERT INTO partners (id, name, api_version) VALUES ($1, $2, $3)`, [id, name, latestApiVersion]);
    await this.audit.record(tx, {
      partnerId: id,
      actor,
      action: 'partner.created',
      subject: { type: 'partner', id: toPublicId('partner', id) },
      outcome: 'done',
    });
    for (const uri of redirectUris) await this.registerRedirectUri(tx, id, uri, actor);
    return { id, name };
  }

  /** @throws DomainError redirect_uri_not_registered for anything but an absolute https address (http on localhost) without fragment */
  async registerRedirectUri(tx: Transaction, partnerId: string, uri: string, actor: AuditActor): Promise<void> {
    if (!isRegistrableRedirectUri(uri)) {
      throw new DomainError(
        'redirect_uri_not_registered',
        'A redirect URI is an absolute https address without a fragment; http is for localhost only.',
      );
    }
    await tx.query(`INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      partnerId,
      uri,
    ]);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.redirect_uri_registered',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
    });
  }

  /** Newest first. */
  redirectUris(tx: Transaction, partnerId: string): Promise<{ uri: string; createdAt: Date }[]> {
    return queryRows<{ uri: string; createdAt: Date }>(
      tx,
      `SELECT uri, created_at AS "createdAt" FROM partner_redirect_uris WHERE partner_id = $1 ORDER BY created_at DESC, uri`,
      [partnerId],
    );
  }

  async find(tx: Transaction, partnerId: string): Promise<Partner | undefined> {
    const [partner] = await queryRows<Partner>(tx, `SELECT id, name FROM partners WHERE id = $1`, [partnerId]);
    return partner;
  }

  /** How many turns at the bank it gets where another partner gets one, while both wait. */
  async bankShare(tx: Transaction, partnerId: string): Promise<number | undefined> {
    const [row] = await queryRows<{ share: number }>(tx, `SELECT bank_share AS share FROM partners WHERE id = $1`, [
      partnerId,
    ]);
    return row?.share;
  }

  /**
   * Heard by the next turn.
   *
   * @param share 1 to 100
   */
  async setBankShare(
    tx: Transaction,
    partnerId: string,
    share: number,
    { actor, reason }: { actor: AuditActor; reason: string },
  ): Promise<void> {
    const before = await this.bankShare(tx, partnerId);
    await tx.query(`UPDATE partners SET bank_share = $2 WHERE id = $1`, [partnerId, share]);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.bank_share_set',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { before: before ?? null, share, reason },
    });
  }

  /** What it is spoken to in where a request does not say otherwise. */
  async apiVersion(tx: Transaction, partnerId: string): Promise<ApiVersion> {
    const [row] = await queryRows<{ version: string }>(
      tx,
      `SELECT api_version AS version FROM partners WHERE id = $1`,
      [partnerId],
    );
    return parseApiVersion(row?.version ?? '') ?? firstApiVersion;
  }

  /** Heard by requests within a second. */
  async setApiVersion(tx: Transaction, partnerId: string, version: ApiVersion, actor: AuditActor): Promise<void> {
    const before = await this.apiVersion(tx, partnerId);
    await tx.query(`UPDATE partners SET api_version = $2 WHERE id = $1`, [partnerId, version]);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.api_version_set',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { before, version },
    });
  }

  /** False while an operator has suspended it: its keys and its links then do nothing. */
  async isActive(tx: Transaction, partnerId: string): Promise<boolean> {
    const found = await queryRows(tx, `SELECT 1 FROM partners WHERE id = $1 AND status = 'active'`, [partnerId]);
    return found.length > 0;
  }

  async findByName(tx: Transaction, name: string): Promise<Partner | undefined> {
    const [partner] = await queryRows<Partner>(
      tx,
      `SELECT id, name FROM partners WHERE name = $1 ORDER BY created_at LIMIT 1`,
      [name],
    );
    return partner;
  }

  /**
   * Payers go back to registered addresses only, compared character by character.
   *
   * @throws DomainError redirect_uri_not_registered
   */
  async requireRedirectUri(tx: Transaction, partnerId: string, uri: string): Promise<void> {
    const found = await queryRows(tx, `SELECT 1 FROM partner_redirect_uris WHERE partner_id = $1 AND uri = $2`, [
      partnerId,
      uri,
    ]);
    if (found.length === 0) {
      throw new DomainError(
        'redirect_uri_not_registered',
        'This redirect_uri is not registered. It must equal a registered one character for character.',
        {
          fields: [{ pointer: '/redirect_uri', code: 'not_registered', detail: 'is not a registered redirect URI' }],
        },
      );
    }
  }
}

export function isRegistrableRedirectUri(uri: string): boolean {
  const url = URL.parse(uri);
  if (!url || url.hash !== '' || uri.includes('#') || url.username !== '' || url.password !== '') return false;
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
  );
}

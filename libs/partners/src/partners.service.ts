import { Injectable } from '@nestjs/common';
import { firstApiVersion, latestApiVersion, parseApiVersion, type ApiVersion } from '@sluis/api-versions';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';

export interface Partner {
  id: string;
  name: string;
}

export type PartnerStatus = 'pending' | 'active' | 'suspended';

export interface PartnerFacts extends Partner {
  /** While `pending` or `suspended`, its keys and its links do nothing. */
  status: PartnerStatus;
  createdAt: Date;
}

/** The businesses that call the API, and where they may send their payers back to. */
@Injectable()
export class Partners {
  private readonly firstStatus: PartnerStatus;

  constructor(
    private readonly audit: AuditTrail,
    { env }: Config,
  ) {
    this.firstStatus = env.PLATFORM_MODE === 'live' ? 'pending' : 'active';
  }

  /** On a live platform it is `pending` until two people let it go live (`partner.status`). */
  async create(
    tx: Transaction,
    { name, redirectUris, actor }: { name: string; redirectUris: string[]; actor: AuditActor },
  ): Promise<Partner> {
    const id = newId();
    await tx.query(`INSERT INTO partners (id, name, api_version, status) VALUES ($1, $2, $3, $4)`, [
      id,
      name,
      latestApiVersion,
      this.firstStatus,
    ]);
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

  /** What pays its way back there already still goes there. @returns false when it was not registered */
  async removeRedirectUri(tx: Transaction, partnerId: string, uri: string, actor: AuditActor): Promise<boolean> {
    const removed = await queryRows(
      tx,
      `DELETE FROM partner_redirect_uris WHERE partner_id = $1 AND uri = $2 RETURNING uri`,
      [partnerId, uri],
    );
    if (removed.length === 0) return false;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.redirect_uri_removed',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
    });
    return true;
  }

  /** Newest first. */
  redirectUris(tx: Transaction, partnerId: string): Promise<{ uri: string; createdAt: Date }[]> {
    return queryRows<{ uri: string; createdAt: Date }>(
      tx,
      `SELECT uri, created_at AS "createdAt" FROM partner_redirect_uris WHERE partner_id = $1 ORDER BY created_at DESC, uri`,
      [partnerId],
    );
  }

  /**
   * Pages of this origin may then read how a payment stands, with a token of the partner's.
   *
   * @param origin as browsers write it: `https://shop.example`
   */
  async registerOrigin(tx: Transaction, partnerId: string, origin: string, actor: AuditActor): Promise<void> {
    if (!isRegistrableOrigin(origin))
      throw new DomainError(
        'origin_not_registered',
        'An origin is https://host or https://host:port; http is for localhost only.',
      );
    await tx.query(`INSERT INTO partner_origins (partner_id, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      partnerId,
      origin,
    ]);
    await this.recordOrigin(tx, partnerId, 'partner.origin_registered', origin, actor);
  }

  /** @returns false when it was not registered */
  async removeOrigin(tx: Transaction, partnerId: string, origin: string, actor: AuditActor): Promise<boolean> {
    const removed = await queryRows(
      tx,
      `DELETE FROM partner_origins WHERE partner_id = $1 AND origin = $2 RETURNING origin`,
      [partnerId, origin],
    );
    if (removed.length === 0) return false;
    await this.recordOrigin(tx, partnerId, 'partner.origin_removed', origin, actor);
    return true;
  }

  async origins(tx: Transaction, partnerId: string): Promise<string[]> {
    const rows = await queryRows<{ origin: string }>(
      tx,
      `SELECT origin FROM partner_origins WHERE partner_id = $1 ORDER BY origin`,
      [partnerId],
    );
    return rows.map(({ origin }) => origin);
  }

  private recordOrigin(
    tx: Transaction,
    partnerId: string,
    action: string,
    origin: string,
    actor: AuditActor,
  ): Promise<unknown> {
    return this.audit.record(tx, {
      partnerId,
      actor,
      action,
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { origin },
    });
  }

  async find(tx: Transaction, partnerId: string): Promise<Partner | undefined> {
    const [partner] = await queryRows<Partner>(tx, `SELECT id, name FROM partners WHERE id = $1`, [partnerId]);
    return partner;
  }

  async facts(tx: Transaction, partnerId: string): Promise<PartnerFacts | undefined> {
    const [facts] = await queryRows<PartnerFacts>(
      tx,
      `SELECT id, name, status, created_at AS "createdAt" FROM partners WHERE id = $1`,
      [partnerId],
    );
    return facts;
  }

  /** Heard by what changes something at once, by what only reads within a second. */
  async setStatus(
    tx: Transaction,
    partnerId: string,
    status: 'active' | 'suspended',
    { actor, reason }: { actor: AuditActor; reason: string },
  ): Promise<void> {
    const before = (await this.facts(tx, partnerId))?.status;
    await tx.query(`UPDATE partners SET status = $2 WHERE id = $1`, [partnerId, status]);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.status_set',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { before: before ?? null, status, reason },
    });
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

  /** How many requests a minute are taken from it; null where it is everybody's figure. */
  async requestLimit(tx: Transaction, partnerId: string): Promise<number | null> {
    const [row] = await queryRows<{ limit: number | null }>(
      tx,
      `SELECT requests_per_minute AS limit FROM partners WHERE id = $1`,
      [partnerId],
    );
    return row?.limit ?? null;
  }

  /**
   * Heard within a second.
   *
   * @param perMinute 1 to 1,000,000; null for everybody's figure
   */
  async setRequestLimit(
    tx: Transaction,
    partnerId: string,
    perMinute: number | null,
    { actor, reason }: { actor: AuditActor; reason: string },
  ): Promise<void> {
    const before = await this.requestLimit(tx, partnerId);
    await tx.query(`UPDATE partners SET requests_per_minute = $2 WHERE id = $1`, [partnerId, perMinute]);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'partner.request_limit_set',
      subject: { type: 'partner', id: toPublicId('partner', partnerId) },
      outcome: 'done',
      details: { before, per_minute: perMinute, reason },
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

  /** False before it went live, and while an operator has suspended it: its keys and its links then do nothing. */
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

function isRegistrableOrigin(text: string): boolean {
  return URL.parse(text)?.origin === text && isRegistrableRedirectUri(text);
}

import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { newId, queryRows, SecretBox, tokenHash, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { Authorisations } from './authorisations.service.js';
import { ConsentResources, type ConsentResource } from './consent-resource.js';
import type { ConsentPermission } from './consent-permissions.js';
import { consentMayBecome, type ConsentStatus, type RevokedBy } from './consent-status.js';
import { Consent, type ConsentAccount, type ConsentType } from './consent.entity.js';

/** The law allows 180 days between two strong authentications of the payer. */
export const longestValidityDays = 180;
const linkValidForMinutes = 60;

export interface CreateConsentInput {
  type: ConsentType;
  permissions: string[];
  validUntil: Date;
  redirectUri: string;
  state: string | null;
  psuReference: string | null;
  /** Why, as the payer is told. */
  purpose: string | null;
}

export interface ConsentChange {
  actor: AuditActor;
  reason?: string;
  patch?: Partial<Pick<Consent, 'revokedBy' | 'accessTokenSealed' | 'bunqUserId' | 'authorisedAt' | 'statusReason'>>;
}

/** What it takes to act at the bank in the payer's name. Secret; lives in memory only. */
export interface BankAccess {
  consentId: string;
  accessToken: string;
}

/** A payer's permission to act for them at the bank: asked, given, used within its bounds, and ended. */
@Injectable()
export class Consents {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
    private readonly secrets: SecretBox,
    private readonly resources: ConsentResources,
    private readonly authorisations: Authorisations,
    private readonly tppIdentity: TppIdentity,
  ) {}

  /**
   * Records what a partner asks of a payer; nothing is allowed yet.
   *
   * @throws DomainError redirect_uri_not_registered
   */
  async create(tx: Transaction, partnerId: string, input: CreateConsentInput, actor: AuditActor): Promise<Consent> {
    await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    const now = new Date();
    const id = newId();
    const consent = tx.create(Consent, {
      partnerId,
      id,
      ...input,
      status: 'awaiting_authorisation',
      version: 1,
      statusReason: null,
      revokedBy: null,
      linkExpiresAt: new Date(now.getTime() + linkValidForMinutes * 60_000),
      linkTokenHash: tokenHash(this.resources.linkToken(id)),
      accessTokenSealed: null,
      bunqUserId: null,
      createdAt: now,
      updatedAt: now,
      authorisedAt: null,
      endedAt: null,
    });
    await tx.insert(Consent, consent);
    await this.tell(tx, consent, actor);
    await this.scheduleExpiry(tx, consent, consent.linkExpiresAt);
    return consent;
  }

  async find(tx: Transaction, partnerId: string, id: string): Promise<Consent | undefined> {
    return (await tx.findOneBy(Consent, { partnerId, id })) ?? undefined;
  }

  /** @returns the consent behind a page link; the token is the only credential of that page */
  async findByLink(token: string): Promise<Consent | undefined> {
    return this.transactions.run(
      async (tx) => (await tx.findOneBy(Consent, { linkTokenHash: tokenHash(token) })) ?? undefined,
    );
  }

  /** Newest first. */
  async list(
    partnerId: string,
    { limit, after, before }: { limit: number; after?: string; before?: string },
  ): Promise<{ items: Consent[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(Consent, 'consent')
        .where('consent.partnerId = :partnerId', { partnerId })
        .take(limit + 1);
      if (after) query.andWhere('consent.id < :after', { after });
      if (before) query.andWhere('consent.id > :before', { before });
      const rows = await query.orderBy('consent.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  accountsOf(tx: Transaction, { partnerId, id }: Pick<Consent, 'partnerId' | 'id'>): Promise<ConsentAccount[]> {
    return queryRows<ConsentAccount & { bunqMonetaryAccountId: string }>(
      tx,
      `SELECT a.id, a.iban, a.holder_name AS "holderName", a.description, a.currency,
              c.bunq_monetary_account_id AS "bunqMonetaryAccountId"
       FROM consent_accounts c JOIN accounts a ON a.partner_id = c.partner_id AND a.id = c.account_id
       WHERE c.partner_id = $1 AND c.consent_id = $2 ORDER BY a.id`,
      [partnerId, id],
    ).then((rows) => rows.map((row) => ({ ...row, bunqMonetaryAccountId: Number(row.bunqMonetaryAccountId) })));
  }

  async resourceOf(tx: Transaction, consent: Consent): Promise<ConsentResource> {
    return this.resources.toResource(consent, await this.accountsOf(tx, consent));
  }

  /**
   * The door of every capability: what the payer allowed, now. Ending the consent waits for the transaction that asked,
   * so that whatever it writes is found by the end.
   *
   * @throws DomainError consent_not_usable     unknown, not authorised, or its validity is over
   * @throws DomainError permission_not_granted the payer was not asked for this
   */
  async requireUsable(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    permission: ConsentPermission,
  ): Promise<Consent> {
    const consent = await tx.findOne(Consent, {
      where: { partnerId, id: consentId },
      lock: { mode: 'pessimistic_read' },
    });
    if (!consent || !consent.isUsable(new Date())) {
      throw new DomainError('consent_not_usable', 'The consent is unknown, not authorised, or no longer valid.', {
        fields: [{ pointer: '/consent_id', code: 'not_usable', detail: 'is not an authorised, valid consent' }],
      });
    }
    if (!consent.permissions.includes(permission)) {
      throw new DomainError('permission_not_granted', `The consent does not include ${permission}.`, {
        fields: [{ pointer: '/consent_id', code: 'permission_not_granted', detail: `does not include ${permission}` }],
      });
    }
    await this.noteUse(tx, consent);
    return consent;
  }

  /**
   * As `requireUsable`, for one account: the one that money leaves or that is read.
   *
   * @param permission what the account is needed for; the list of accounts when left out
   * @throws DomainError consent_not_usable | permission_not_granted
   * @throws DomainError account_not_in_consent the payer did not choose this account
   */
  async requireUsableAccount(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    accountId: string,
    permission: ConsentPermission = 'read_account_list',
  ): Promise<ConsentAccount> {
    const consent = await this.requireUsable(tx, partnerId, consentId, permission);
    const account = (await this.accountsOf(tx, consent)).find(({ id }) => id === accountId);
    if (!account) {
      throw new DomainError('account_not_in_consent', 'The payer did not choose this account.', {
        fields: [{ pointer: '/account_id', code: 'not_in_consent', detail: 'is not an account of this consent' }],
      });
    }
    return account;
  }

  /** At most once a minute: payers are told the day and the minute, and a busy partner must not write without end. */
  private async noteUse(tx: Transaction, { partnerId, id }: Consent): Promise<void> {
    await tx.query(
      `INSERT INTO consent_uses AS known (partner_id, consent_id, last_used_at) VALUES ($1, $2, now())
       ON CONFLICT (partner_id, consent_id) DO UPDATE SET last_used_at = excluded.last_used_at
         WHERE known.last_used_at < now() - interval '1 minute'`,
      [partnerId, id],
    );
  }

  /** @returns undefined when the consent can no longer be used at the bank */
  async bankAccess(tx: Transaction, partnerId: string, consentId: string): Promise<BankAccess | undefined> {
    const consent = await this.find(tx, partnerId, consentId);
    if (!consent?.isUsable(new Date()) || !consent.accessTokenSealed) return undefined;
    return { consentId, accessToken: this.secrets.open(consent.accessTokenSealed, accessTokenLocation(consent)) };
  }

  sealAccessToken(consent: Consent, accessToken: string): Buffer {
    return this.secrets.seal(accessToken, accessTokenLocation(consent));
  }

  openAccessToken(consent: Consent): string | undefined {
    return consent.accessTokenSealed
      ? this.secrets.open(consent.accessTokenSealed, accessTokenLocation(consent))
      : undefined;
  }

  /**
   * The payer agrees on our page and goes to the bank.
   *
   * @returns the bank's address
   * @throws DomainError consent_transition_refused when there is nothing left to agree to
   */
  async agree(consent: Consent, browserToken: string): Promise<string> {
    return this.transactions.forPartner(consent.partnerId, async (tx) => {
      const current = await this.lock(tx, consent.partnerId, consent.id);
      if (current?.status !== 'awaiting_authorisation' || current.linkExpiresAt <= new Date()) {
        throw new DomainError('consent_transition_refused', 'The consent is no longer waiting for the payer.');
      }
      return this.authorisations.start(
        tx,
        { type: 'consent', id: consent.id, partnerId: consent.partnerId },
        browserToken,
      );
    });
  }

  /** The payer says no, on our page or at the bank. */
  async decline(tx: Transaction, partnerId: string, id: string): Promise<void> {
    const consent = await this.lock(tx, partnerId, id);
    if (consent?.status !== 'awaiting_authorisation') return;
    await this.move(tx, consent, 'rejected', { actor: { type: 'psu' }, reason: 'declined_by_psu' });
  }

  /**
   * Ends the consent at once: the token is destroyed with the status.
   *
   * @throws DomainError consent_transition_refused when it has ended already
   */
  async revoke(
    tx: Transaction,
    partnerId: string,
    id: string,
    { revokedBy, actor, reason }: { revokedBy: RevokedBy; actor: AuditActor; reason?: string },
  ): Promise<Consent | undefined> {
    const consent = await this.lock(tx, partnerId, id);
    if (!consent) return undefined;
    if (!consentMayBecome(consent.status, 'revoked')) {
      throw new DomainError('consent_transition_refused', `The consent is ${consent.status} already.`);
    }
    return this.move(tx, consent, 'revoked', { actor, reason, patch: { revokedBy } });
  }

  /** By our clock: links nobody followed, and validities that are over. */
  async expireIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.lock(tx, partnerId, id);
      if (!consent || !consentMayBecome(consent.status, 'expired')) return 'done';
      const dueAt = consent.status === 'authorised' ? consent.validUntil : consent.linkExpiresAt;
      const waitMs = dueAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.move(tx, consent, 'expired', { actor: { type: 'platform' }, reason: 'validity_over' });
      return 'done';
    });
  }

  /** Row-locked, so that two changes of one consent follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<Consent | undefined> {
    return (await tx.findOne(Consent, { where: { partnerId, id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** The one way a status changes; its event and audit record are written with it. The row must be locked. */
  async move(
    tx: Transaction,
    consent: Consent,
    status: ConsentStatus,
    { actor, reason, patch = {} }: ConsentChange,
  ): Promise<Consent> {
    if (!consentMayBecome(consent.status, status)) {
      throw new DomainError(
        'consent_transition_refused',
        `A consent that is ${consent.status} cannot become ${status}.`,
      );
    }
    const hasEnded = status !== 'authorised';
    const change: Partial<Consent> = {
      ...patch,
      status,
      statusReason: reason ?? null,
      version: consent.version + 1,
      updatedAt: new Date(),
      ...(hasEnded ? { endedAt: new Date(), accessTokenSealed: null } : {}),
    };
    await tx.update(Consent, { partnerId: consent.partnerId, id: consent.id }, change);
    Object.assign(consent, change);
    if (hasEnded) await this.tppIdentity.forgetConsentSession(tx, consent.id);
    await this.tell(tx, consent, actor);
    if (status === 'authorised') await this.scheduleExpiry(tx, consent, consent.validUntil);
    return consent;
  }

  private async tell(tx: Transaction, consent: Consent, actor: AuditActor): Promise<void> {
    const { partnerId, id, version, status } = consent;
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `consent.${status}`,
      subject: { type: 'consent', id: toPublicId('consent', id) },
      outcome: 'done',
      cause: consent.statusReason ?? undefined,
      details: { version, type: consent.type },
    });
    const resource = await this.resourceOf(tx, consent);
    await this.events.append(tx, {
      partnerId,
      type: `consent.${status}`,
      resourceType: 'consent',
      resourceId: id,
      resourceVersion: version,
      resource,
    });
  }

  private scheduleExpiry(tx: Transaction, { partnerId, id }: Consent, at: Date): Promise<void> {
    return this.outbox.schedule(tx, {
      kind: 'consents.expire',
      subject: `${partnerId}/${id}`,
      partnerId,
      inMs: Math.max(1, at.getTime() - Date.now()),
    });
  }
}

function accessTokenLocation({ partnerId, id }: Consent) {
  return { table: 'consents', column: 'access_token_sealed', rowId: id, partnerId };
}

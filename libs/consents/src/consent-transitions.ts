import { Injectable } from '@nestjs/common';
import { AuditTrail, ContentSeals, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import { Outbox } from '@sluis/outbox';
import { toPublicId, type Transaction } from '@sluis/persistence';
import { SpendingRules } from '@sluis/spending-rules';
import { TppIdentity } from '@sluis/tpp-identity';
import { ConsentAccounts } from './consent-accounts.js';
import { ConsentDependants } from './consent-dependants.js';
import { ConsentRenewal } from './consent-renewal.entity.js';
import { ConsentResources } from './consent-resource.js';
import { answerableUntil, consentMayBecome, type ConsentStatus } from './consent-status.js';
import { ConsentTokens } from './consent-tokens.js';
import { Consent } from './consent.entity.js';
import { contentOfConsent, sealedConsentFields } from './sealed-consent.js';

/** How long an ended consent's token may serve to withdraw what was begun under it. */
const withdrawalMs = 60_000;

export interface ConsentChange {
  actor: AuditActor;
  reason?: string;
  patch?: Partial<
    Pick<
      Consent,
      | 'revokedBy'
      | 'accessTokenSealed'
      | 'previousTokenSealed'
      | 'accessClosesAt'
      | 'bunqUserId'
      | 'authorisedAt'
      | 'validUntil'
      | 'expiryNoticeDays'
      | 'redirectUri'
      | 'state'
    >
  >;
}

/** The one way a consent changes: with its event and its audit record, or not at all. */
@Injectable()
export class ConsentTransitions {
  constructor(
    private readonly events: EventLog,
    private readonly audit: AuditTrail,
    private readonly seals: ContentSeals,
    private readonly outbox: Outbox,
    private readonly tokens: ConsentTokens,
    private readonly accounts: ConsentAccounts,
    private readonly resources: ConsentResources,
    private readonly dependants: ConsentDependants,
    private readonly tppIdentity: TppIdentity,
    private readonly spendingRules: SpendingRules,
  ) {}

  /** Row-locked, so that two changes of one consent follow each other. */
  async lock(tx: Transaction, partnerId: string, id: string): Promise<Consent | undefined> {
    return (await tx.findOne(Consent, { where: { partnerId, id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Writes a new consent with its first event. */
  async begin(tx: Transaction, consent: Consent, actor: AuditActor): Promise<void> {
    await tx.insert(Consent, consent);
    await this.tell(tx, consent, consent.status, { actor });
    await this.watchTheClock(tx, consent, answerableUntil(consent));
  }

  /**
   * Moves a locked consent along the state table. An end takes everything with it: the token, open renewals, and what
   * capabilities began under the consent.
   *
   * @throws DomainError consent_transition_refused
   */
  async move(tx: Transaction, consent: Consent, status: ConsentStatus, change: ConsentChange): Promise<Consent> {
    if (!consentMayBecome(consent.status, status)) {
      throw new DomainError(
        'consent_transition_refused',
        `A consent that is ${consent.status} cannot become ${status}.`,
      );
    }
    const ended = status === 'authorised' ? {} : await this.end(tx, consent, change);
    await this.update(tx, consent, { ...change.patch, ...ended, status, statusReason: change.reason ?? null });
    if (status !== 'authorised') await this.accounts.forget(tx, consent);
    await this.tell(tx, consent, status, change);
    if (status === 'authorised') await this.watchTheClock(tx, consent, new Date());
    return consent;
  }

  /** Something happened to a locked consent that changes no status: a new version, told as `consent.<what>`. */
  async announce(tx: Transaction, consent: Consent, what: string, change: ConsentChange): Promise<void> {
    await this.update(tx, consent, change.patch ?? {});
    await this.tell(tx, consent, what, change);
  }

  /** Has the clock looked at: links nobody followed, notices that are due, and the end itself. */
  async watchTheClock(tx: Transaction, { partnerId, id }: Pick<Consent, 'partnerId' | 'id'>, at: Date): Promise<void> {
    await this.outbox.schedule(tx, {
      kind: 'consents.expire',
      subject: `${partnerId}/${id}`,
      partnerId,
      inMs: Math.max(0, at.getTime() - Date.now()),
    });
  }

  private async end(tx: Transaction, consent: Consent, { actor, patch }: ConsentChange): Promise<Partial<Consent>> {
    const { partnerId, id } = consent;
    const now = new Date();
    await tx.update(
      ConsentRenewal,
      { partnerId, consentId: id, status: 'awaiting_authorisation' },
      { status: 'expired', statusReason: 'consent_ended', endedAt: now, accessTokenSealed: null },
    );
    if (consent.status !== 'authorised') {
      // At most the session in which the grant was being read back.
      await this.tppIdentity.forgetConsentSession(tx, id);
      return { endedAt: now, accessTokenSealed: null };
    }
    const isLeftAtBank = await this.dependants.endWork(tx, { partnerId, consentId: id }, actor);
    const token = this.tokens.openAccess(consent);
    // A bank that ended it takes the token no more: there is nothing to keep it for.
    const mayWithdraw = isLeftAtBank && token !== undefined && patch?.revokedBy !== 'bank';
    await this.outbox.schedule(tx, { kind: 'consents.close', subject: `${partnerId}/${id}`, partnerId });
    return {
      endedAt: now,
      accessTokenSealed: null,
      withdrawalTokenSealed: mayWithdraw ? this.tokens.sealWithdrawal(consent, token) : null,
      previousTokenSealed: mayWithdraw ? consent.previousTokenSealed : null,
      accessClosesAt: new Date(now.getTime() + withdrawalMs),
    };
  }

  private async update(tx: Transaction, consent: Consent, change: Partial<Consent>): Promise<void> {
    const columns: Partial<Consent> = { ...change, version: consent.version + 1, updatedAt: new Date() };
    await tx.update(Consent, { partnerId: consent.partnerId, id: consent.id }, columns);
    Object.assign(consent, columns);
  }

  private async tell(
    tx: Transaction,
    consent: Consent,
    what: string,
    { actor, reason }: Pick<ConsentChange, 'actor' | 'reason'>,
  ): Promise<void> {
    const { partnerId, id, version } = consent;
    const accounts = await this.accounts.of(tx, consent);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: `consent.${what}`,
      subject: { type: 'consent', id: toPublicId('consent', id) },
      outcome: 'done',
      cause: reason,
      details: {
        version,
        type: consent.type,
        status: consent.status,
        revoked_by: consent.revokedBy,
        at: consent.updatedAt.toISOString(),
        ...this.seals.of({ type: 'consent', id }, sealedConsentFields, contentOfConsent(consent, accounts)),
      },
    });
    await this.events.append(tx, {
      partnerId,
      type: `consent.${what}`,
      resourceType: 'consent',
      resourceId: id,
      resourceVersion: version,
      resource: this.resources.toResource(
        consent,
        accounts,
        await this.accounts.latestRenewal(tx, consent),
        await this.spendingRules.ofConsent(tx, partnerId, id),
      ),
    });
  }
}

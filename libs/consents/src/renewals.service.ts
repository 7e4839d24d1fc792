import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { Partners } from '@sluis/partners';
import { newId, tokenHash, toPublicId, type Transaction } from '@sluis/persistence';
import { ConsentRenewal } from './consent-renewal.entity.js';
import { ConsentResources } from './consent-resource.js';
import { answerableUntil, type RenewalStatus } from './consent-status.js';
import { ConsentTransitions } from './consent-transitions.js';
import type { Consent } from './consent.entity.js';

const linkValidForMinutes = 60;

export interface RenewConsentInput {
  validUntil: Date;
  /** The consent's own when left out. */
  redirectUri: string | null;
  state: string | null;
}

/** Asking a payer to let a consent go on: same consent, same account ids, a new proof at the bank, a new end. */
@Injectable()
export class Renewals {
  constructor(
    private readonly partners: Partners,
    private readonly audit: AuditTrail,
    private readonly transitions: ConsentTransitions,
    private readonly resources: ConsentResources,
  ) {}

  /**
   * Asks; nothing changes before the payer agreed and the bank confirmed. A renewal asked before and still open gives way.
   *
   * @throws DomainError consent_transition_refused  only a consent that is authorised and valid can go on
   * @throws DomainError redirect_uri_not_registered
   */
  async request(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    { validUntil, redirectUri, state }: RenewConsentInput,
    actor: AuditActor,
  ): Promise<{ consent: Consent; renewal: ConsentRenewal } | undefined> {
    const consent = await this.transitions.lock(tx, partnerId, consentId);
    if (!consent) return undefined;
    if (!consent.isUsable(new Date())) {
      throw new DomainError(
        'consent_transition_refused',
        `The consent is not authorised, so there is nothing to renew.`,
      );
    }
    if (redirectUri !== null) await this.partners.requireRedirectUri(tx, partnerId, redirectUri);
    const now = new Date();
    await tx.update(
      ConsentRenewal,
      { partnerId, consentId, status: 'awaiting_authorisation' },
      { status: 'expired', statusReason: 'superseded', endedAt: now, accessTokenSealed: null },
    );
    const id = newId();
    const renewal = tx.create(ConsentRenewal, {
      partnerId,
      id,
      consentId,
      status: 'awaiting_authorisation',
      statusReason: null,
      validUntil,
      linkExpiresAt: new Date(now.getTime() + linkValidForMinutes * 60_000),
      redirectUri: redirectUri ?? consent.redirectUri,
      state: state ?? consent.state,
      linkTokenHash: tokenHash(this.resources.renewalLinkToken(id)),
      accessTokenSealed: null,
      createdAt: now,
      endedAt: null,
    });
    await tx.insert(ConsentRenewal, renewal);
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'consent.renewal_requested',
      subject: { type: 'consent', id: toPublicId('consent', consentId) },
      outcome: 'done',
      details: { valid_until: validUntil.toISOString() },
    });
    await this.transitions.watchTheClock(tx, consent, answerableUntil(renewal));
    return { consent, renewal };
  }

  async find(tx: Transaction, partnerId: string, id: string): Promise<ConsentRenewal | undefined> {
    return (await tx.findOneBy(ConsentRenewal, { partnerId, id })) ?? undefined;
  }

  /** The consent's row must be locked; its event is the caller's to write. */
  async end(
    tx: Transaction,
    renewal: ConsentRenewal,
    status: Exclude<RenewalStatus, 'awaiting_authorisation'>,
    statusReason: string | null,
  ): Promise<void> {
    const change = { status, statusReason, endedAt: new Date(), accessTokenSealed: null };
    await tx.update(ConsentRenewal, { partnerId: renewal.partnerId, id: renewal.id }, change);
    Object.assign(renewal, change);
  }

  /** Nobody followed the link in time. */
  async expireOverdue(tx: Transaction, consent: Consent, renewal: ConsentRenewal): Promise<void> {
    await this.end(tx, renewal, 'expired', 'link_expired');
    await this.transitions.announce(tx, consent, 'renewal_expired', {
      actor: { type: 'platform' },
      reason: 'link_expired',
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { Outbox, type WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { isAccessLost, mayBeAccessLost } from './bank-grant.js';
import { ConsentAccounts } from './consent-accounts.js';
import { answerableUntil, consentMayBecome, type RevokedBy } from './consent-status.js';
import { ConsentTransitions } from './consent-transitions.js';
import { ConsentTokens } from './consent-tokens.js';
import type { Consent } from './consent.entity.js';
import { Renewals } from './renewals.service.js';

const dayMs = 86_400_000;

/** Days before the end on which the partner is told, so that the payer can be asked in time. */
export const expiryNoticeDays = [30, 7, 1] as const;

/** Every way a consent ends after it was asked: by whoever ends it, by our clock, or by the bank. */
@Injectable()
export class ConsentEndings {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConsentTransitions,
    private readonly accounts: ConsentAccounts,
    private readonly tokens: ConsentTokens,
    private readonly renewals: Renewals,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Ends the consent at once, and with it the token, its sessions, and what was begun under it.
   *
   * @throws DomainError consent_transition_refused when it has ended already
   */
  async revoke(
    tx: Transaction,
    partnerId: string,
    id: string,
    { revokedBy, actor, reason }: { revokedBy: RevokedBy; actor: AuditActor; reason?: string },
  ): Promise<Consent | undefined> {
    const consent = await this.transitions.lock(tx, partnerId, id);
    if (!consent) return undefined;
    if (!consentMayBecome(consent.status, 'revoked')) {
      throw new DomainError('consent_transition_refused', `The consent is ${consent.status} already.`);
    }
    return this.transitions.move(tx, consent, 'revoked', { actor, reason, patch: { revokedBy } });
  }

  /**
   * The bank refused a call made under the consent. A refusal of the token itself ends the consent; one that may have
   * other reasons has the token looked at.
   *
   * @param accessToken the one that was refused; a consent renewed meanwhile has another, and goes on
   * @returns whether the consent is over
   */
  async recordBankLoss(partnerId: string, id: string, error: unknown, accessToken?: string): Promise<boolean> {
    if (!mayBeAccessLost(error)) return false;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.transitions.lock(tx, partnerId, id);
      if (consent?.status !== 'authorised') return consent !== undefined;
      const isCertain = isAccessLost(error) && accessToken !== undefined;
      if (!isCertain) {
        await this.outbox.schedule(tx, { kind: 'consents.probe', subject: `${partnerId}/${id}`, partnerId });
        return false;
      }
      if (this.tokens.openAccess(consent) !== accessToken) return false;
      await this.transitions.move(tx, consent, 'revoked', {
        actor: { type: 'bank' },
        reason: 'access_refused_by_bank',
        patch: { revokedBy: 'bank' },
      });
      return true;
    });
  }

  /** By our clock: links nobody followed, notices that are due, and validities that are over. */
  async expireIfDue(partnerId: string, id: string): Promise<WorkResult> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.transitions.lock(tx, partnerId, id);
      if (!consent || !consentMayBecome(consent.status, 'expired')) return 'done';
      const endsAt = consent.status === 'authorised' ? consent.validUntil : answerableUntil(consent);
      if (endsAt.getTime() <= Date.now()) {
        const reason = consent.validUntil.getTime() <= Date.now() ? 'validity_over' : 'link_expired';
        await this.transitions.move(tx, consent, 'expired', { actor: { type: 'platform' }, reason });
        return 'done';
      }
      const next = [endsAt.getTime()];
      if (consent.status === 'authorised') {
        await this.giveNotices(tx, consent);
        next.push(...upcomingNotices(consent));
        next.push(...(await this.expireRenewal(tx, consent)));
      }
      return { againInMs: Math.max(1, Math.min(...next) - Date.now()) };
    });
  }

  /** Each notice once, also those that came due while nobody was looking. */
  private async giveNotices(tx: Transaction, consent: Consent): Promise<void> {
    for (const days of expiryNoticeDays) {
      if (!mayGiveNotice(consent, days) || noticeAt(consent, days) > Date.now()) continue;
      await this.transitions.announce(tx, consent, 'expiring', {
        actor: { type: 'platform' },
        reason: `${days}_days_left`,
        patch: { expiryNoticeDays: days },
      });
    }
  }

  private async expireRenewal(tx: Transaction, consent: Consent): Promise<number[]> {
    const renewal = await this.accounts.latestRenewal(tx, consent);
    if (renewal?.status !== 'awaiting_authorisation') return [];
    const endsAt = answerableUntil(renewal).getTime();
    if (endsAt > Date.now()) return [endsAt];
    await this.renewals.expireOverdue(tx, consent, renewal);
    return [];
  }
}

function noticeAt({ validUntil }: Consent, days: number): number {
  return validUntil.getTime() - days * dayMs;
}

/** Not given yet, and not meaningless: a consent of five days is not told that it ends within thirty. */
function mayGiveNotice(consent: Consent, days: number): boolean {
  const isNew = consent.expiryNoticeDays === null || days < consent.expiryNoticeDays;
  return isNew && consent.authorisedAt !== null && consent.authorisedAt.getTime() < noticeAt(consent, days);
}

function upcomingNotices(consent: Consent): number[] {
  return expiryNoticeDays.filter((days) => mayGiveNotice(consent, days)).map((days) => noticeAt(consent, days));
}

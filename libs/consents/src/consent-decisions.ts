import { Injectable } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { Authorisations } from './authorisations.service.js';
import { ConsentPresentations } from './consent-presentations.js';
import { ConsentRenewal } from './consent-renewal.entity.js';
import { answerableUntil } from './consent-status.js';
import { ConsentTransitions } from './consent-transitions.js';
import { Consent } from './consent.entity.js';
import { Renewals } from './renewals.service.js';

/** What a page link asks the payer: a consent, or to let one go on. */
export interface AskedConsent {
  consent: Consent;
  renewal: ConsentRenewal | undefined;
}

/** The browser in which the payer decides, and the language of the page they decide on. */
export interface DecidingBrowser {
  browserToken: string;
  language: string;
}

/** The payer's own part: what they are asked, and their yes or no to it. */
@Injectable()
export class ConsentDecisions {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConsentTransitions,
    private readonly renewals: Renewals,
    private readonly presentations: ConsentPresentations,
    private readonly authorisations: Authorisations,
  ) {}

  /** @returns what is behind a page link; the token is the only credential of that page */
  findByLink(token: string): Promise<AskedConsent | undefined> {
    const linkTokenHash = tokenHash(token);
    return this.transactions.run(async (tx) => {
      const first = await tx.findOneBy(Consent, { linkTokenHash });
      if (first) return { consent: first, renewal: undefined };
      const renewal = await tx.findOneBy(ConsentRenewal, { linkTokenHash });
      if (!renewal) return undefined;
      const consent = await tx.findOneBy(Consent, { partnerId: renewal.partnerId, id: renewal.consentId });
      return consent ? { consent, renewal } : undefined;
    });
  }

  /**
   * The payer agrees on our page and goes to the bank.
   *
   * @returns the bank's address
   * @throws DomainError consent_transition_refused when there is nothing left to agree to, or this browser was never
   *   shown what it agrees to
   */
  async agree({ consent, renewal }: AskedConsent, browser: DecidingBrowser): Promise<string> {
    const { partnerId, id } = consent;
    const client = await this.authorisations.clientFor('consent');
    return this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.requireOpen(tx, consent, renewal);
      await this.requireShown(tx, current, renewal, browser, 'agreed');
      const subject = renewal
        ? ({ type: 'renewal', id: renewal.id, partnerId } as const)
        : ({ type: 'consent', id, partnerId } as const);
      return this.authorisations.start(tx, subject, browser.browserToken, client);
    });
  }

  /**
   * The payer says no on our page.
   *
   * @throws DomainError consent_transition_refused as `agree`
   */
  decline({ consent, renewal }: AskedConsent, browser: DecidingBrowser): Promise<void> {
    return this.transactions.forPartner(consent.partnerId, async (tx) => {
      const current = await this.requireOpen(tx, consent, renewal);
      await this.requireShown(tx, current, renewal, browser, 'declined');
      await this.refuse(tx, current, renewal);
    });
  }

  /** The payer said no at the bank. What ended meanwhile stays as it ended. */
  async refusedAtBank(tx: Transaction, partnerId: string, visit: { type: string; id: string }): Promise<void> {
    const renewal = visit.type === 'renewal' ? await this.renewals.find(tx, partnerId, visit.id) : undefined;
    const consent = await this.transitions.lock(tx, partnerId, renewal?.consentId ?? visit.id);
    if (!consent) return;
    if (visit.type === 'renewal') {
      const current = await this.renewals.find(tx, partnerId, visit.id);
      if (current?.status === 'awaiting_authorisation') await this.refuse(tx, consent, current);
    } else if (consent.status === 'awaiting_authorisation') {
      await this.refuse(tx, consent, undefined);
    }
  }

  private async refuse(tx: Transaction, consent: Consent, renewal: ConsentRenewal | undefined): Promise<void> {
    const change = { actor: { type: 'psu' }, reason: 'declined_by_psu' } as const;
    if (!renewal) {
      await this.transitions.move(tx, consent, 'rejected', change);
      return;
    }
    await this.renewals.end(tx, renewal, 'rejected', change.reason);
    await this.transitions.announce(tx, consent, 'renewal_rejected', change);
  }

  private async requireOpen(
    tx: Transaction,
    { partnerId, id }: Consent,
    renewal: ConsentRenewal | undefined,
  ): Promise<Consent> {
    const now = new Date();
    const current = await this.transitions.lock(tx, partnerId, id);
    const asked = renewal ? await this.renewals.find(tx, partnerId, renewal.id) : current;
    const isOpen = asked?.status === 'awaiting_authorisation' && answerableUntil(asked) > now;
    if (!current || !isOpen || (renewal && !current.isUsable(now))) {
      throw new DomainError('consent_transition_refused', 'The consent is no longer waiting for the payer.');
    }
    return current;
  }

  private async requireShown(
    tx: Transaction,
    consent: Consent,
    renewal: ConsentRenewal | undefined,
    browser: DecidingBrowser,
    decision: 'agreed' | 'declined',
  ): Promise<void> {
    const wasShown = await this.presentations.decide(tx, consent, renewal?.id ?? null, browser, decision);
    if (!wasShown) throw new DomainError('consent_transition_refused', 'This browser was not shown what it decides.');
  }
}

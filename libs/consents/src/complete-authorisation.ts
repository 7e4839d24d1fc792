import { Injectable, Logger } from '@nestjs/common';
import { notificationFilterUrl, type BunqCaller } from '@sluis/bunq-client';
import { Outbox, type WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { isAccessLost, readGrant, type BankGrant } from './bank-grant.js';
import { CodeExchange } from './code-exchange.js';
import { ConsentAccounts } from './consent-accounts.js';
import { ConsentDependants } from './consent-dependants.js';
import { ConsentRenewal } from './consent-renewal.entity.js';
import type { RenewalStatus } from './consent-status.js';
import { ConsentTokens } from './consent-tokens.js';
import { ConsentTransitions } from './consent-transitions.js';
import { Consent } from './consent.entity.js';
import { PsuKeyHashes } from './psu-keys.js';
import { Renewals } from './renewals.service.js';

const retryMs = 2_000;
/** Orders that wait for a payer's hand lapse within a day. */
const earlierAccessMs = 25 * 3_600_000;

type Seen = { kind: 'granted'; grant: BankGrant } | { kind: 'lost' };

/**
 * Turns a payer's return from the bank into an authorised consent, or an authorised renewal of one: exchanges the code,
 * reads back whose token it is and which accounts were chosen, and only then says `authorised`.
 */
@Injectable()
export class CompleteAuthorisation {
  private readonly logger = new Logger(CompleteAuthorisation.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: ConsentTransitions,
    private readonly accounts: ConsentAccounts,
    private readonly tokens: ConsentTokens,
    private readonly psuKeys: PsuKeyHashes,
    private readonly renewals: Renewals,
    private readonly dependants: ConsentDependants,
    private readonly outbox: Outbox,
    private readonly exchange: CodeExchange,
    private readonly tppIdentity: TppIdentity,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const consent = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Consent, { partnerId, id }));
    if (consent?.status !== 'awaiting_authorisation') return this.exchange.dropLeft({ type: 'consent', id, partnerId });
    if (consent.validUntil <= new Date()) return this.exchange.drop({ type: 'consent', id, partnerId });
    const accessToken =
      this.tokens.openAccess(consent) ??
      (await this.exchange.run({ type: 'consent', id, partnerId }, (tx, token) => this.keep(tx, consent, token)));
    if (accessToken === 'again') return { againInMs: retryMs };
    if (accessToken === undefined) return 'done';
    const caller = this.tppIdentity.consent(id, accessToken);
    const seen = await this.look(caller);
    if (seen.kind === 'granted') await this.askForCallbacks(consent, caller);
    await this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      if (current?.status !== 'awaiting_authorisation') {
        // Ended while the bank was being read: the session made for that must not outlive the consent.
        if (current?.status !== 'authorised') await this.tppIdentity.forgetConsentSession(tx, id);
        return;
      }
      if (current.validUntil <= new Date()) {
        await this.transitions.move(tx, current, 'expired', { actor: { type: 'platform' }, reason: 'validity_over' });
        return;
      }
      const chosen = seen.kind === 'granted' ? await this.accounts.replace(tx, current, seen.grant.accounts) : [];
      if (seen.kind === 'lost' || chosen.length === 0) {
        const reason = seen.kind === 'lost' ? 'access_refused_by_bank' : nothingChosen(current);
        await this.transitions.move(tx, current, 'failed', { actor: { type: 'bank' }, reason });
        return;
      }
      await this.psuKeys.replace(tx, current, this.psuKeys.of(seen.grant));
      await this.transitions.move(tx, current, 'authorised', {
        actor: { type: 'psu' },
        patch: { bunqUserId: seen.grant.bunqUserId, authorisedAt: new Date() },
      });
      await recordGrant(tx, current, chosen, null);
    });
    return 'done';
  }

  async runRenewal(partnerId: string, renewalId: string): Promise<WorkResult> {
    const renewal = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneBy(ConsentRenewal, { partnerId, id: renewalId }),
    );
    if (renewal?.status !== 'awaiting_authorisation')
      return this.exchange.dropLeft({ type: 'renewal', id: renewalId, partnerId });
    if (renewal.validUntil <= new Date()) return this.exchange.drop({ type: 'renewal', id: renewalId, partnerId });
    const accessToken =
      this.tokens.openRenewal(renewal) ??
      (await this.exchange.run({ type: 'renewal', id: renewalId, partnerId }, (tx, token) =>
        this.keepForRenewal(tx, renewal, token),
      ));
    if (accessToken === 'again') return { againInMs: retryMs };
    if (accessToken === undefined) return 'done';
    // A session of its own: the old access goes on working beside it until the very moment of the change.
    const owner = `${renewal.consentId}/renewal`;
    const caller = this.tppIdentity.consent(owner, accessToken);
    const seen = await this.look(caller);
    const adopted = await this.adopt(renewal, accessToken, seen);
    if (adopted) await this.askForCallbacks(adopted, caller);
    await this.closeQuietly(owner);
    if (adopted) await this.closeQuietly(renewal.consentId);
    return 'done';
  }

  /** The change from the old access to the new, at once and whole; or the renewal fails and the old access stays. */
  private adopt(renewal: ConsentRenewal, accessToken: string, seen: Seen): Promise<Consent | undefined> {
    const { partnerId, consentId, id } = renewal;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.transitions.lock(tx, partnerId, consentId);
      const current = await tx.findOneBy(ConsentRenewal, { partnerId, id });
      if (!consent || consent.status !== 'authorised' || current?.status !== 'awaiting_authorisation') return undefined;
      if (current.validUntil <= new Date()) {
        await this.renewals.expireOverdue(tx, consent, current);
        return undefined;
      }
      const fail = (reason: string) => this.endRenewal(tx, consent, current, 'failed', reason);
      if (seen.kind === 'lost') return fail('access_refused_by_bank');
      const keys = this.psuKeys.of(seen.grant);
      if (!(await this.psuKeys.isSamePsu(tx, consent, keys))) return fail('another_payer');
      const chosen = await this.accounts.replace(tx, consent, seen.grant.accounts);
      if (chosen.length === 0) return fail(nothingChosen(consent));
      await this.psuKeys.replace(tx, consent, keys);
      await this.renewals.end(tx, current, 'authorised', null);
      const earlier = await this.keepEarlierAccess(tx, consent);
      await this.transitions.announce(tx, consent, 'renewed', {
        actor: { type: 'psu' },
        patch: {
          ...earlier,
          accessTokenSealed: this.tokens.sealAccess(consent, accessToken),
          bunqUserId: seen.grant.bunqUserId,
          authorisedAt: new Date(),
          validUntil: current.validUntil,
          expiryNoticeDays: null,
        },
      });
      await recordGrant(tx, consent, chosen, id);
      await this.transitions.watchTheClock(tx, consent, new Date());
      return consent;
    });
  }

  /** Orders made with the old access are open at the bank, which shows them to no other: it stays for them alone. */
  private async keepEarlierAccess(
    tx: Transaction,
    consent: Consent,
  ): Promise<Pick<Consent, 'previousTokenSealed' | 'accessClosesAt'>> {
    const { partnerId, id } = consent;
    const token = this.tokens.openAccess(consent);
    const isNeeded = await this.dependants.haveWorkAtBank(tx, { partnerId, consentId: id });
    if (!isNeeded || token === undefined) return { previousTokenSealed: null, accessClosesAt: null };
    await this.outbox.schedule(tx, { kind: 'consents.close', subject: `${partnerId}/${id}`, partnerId });
    return {
      previousTokenSealed: this.tokens.sealPrevious(consent, token),
      accessClosesAt: new Date(Date.now() + earlierAccessMs),
    };
  }

  private async endRenewal(
    tx: Transaction,
    consent: Consent,
    renewal: ConsentRenewal,
    status: Exclude<RenewalStatus, 'awaiting_authorisation'>,
    reason: string,
  ): Promise<undefined> {
    await this.renewals.end(tx, renewal, status, reason);
    await this.transitions.announce(tx, consent, `renewal_${status}`, { actor: { type: 'bank' }, reason });
  }

  private async look(caller: BunqCaller): Promise<Seen> {
    try {
      return { kind: 'granted', grant: await readGrant(caller) };
    } catch (error) {
      if (isAccessLost(error)) return { kind: 'lost' };
      throw error;
    }
  }

  /** Revoked or expired meanwhile: the token is dropped and never stored. */
  private async keep(tx: Transaction, { partnerId, id }: Consent, accessToken: string): Promise<void> {
    const current = await this.transitions.lock(tx, partnerId, id);
    if (current?.status !== 'awaiting_authorisation') return;
    await tx.update(Consent, { partnerId, id }, { accessTokenSealed: this.tokens.sealAccess(current, accessToken) });
  }

  private async keepForRenewal(tx: Transaction, { partnerId, id }: ConsentRenewal, accessToken: string): Promise<void> {
    const current = await tx.findOne(ConsentRenewal, {
      where: { partnerId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (current?.status !== 'awaiting_authorisation') return;
    const accessTokenSealed = this.tokens.sealRenewal(current, accessToken);
    await tx.update(ConsentRenewal, { partnerId, id }, { accessTokenSealed });
  }

  /** Callbacks only make us look sooner; without them the same is found by reading. So a refusal is no reason to stop. */
  private async askForCallbacks({ id, permissions }: Consent, caller: BunqCaller): Promise<void> {
    const notificationTarget = this.tppIdentity.callbackUrl;
    if (notificationTarget === undefined) return;
    const categories = [
      // That the payer ended the connection in the bank's own app.
      'OAUTH',
      ...(permissions.includes('initiate_payments') ? ['DRAFT_PAYMENT'] : []),
      ...(permissions.includes('read_transactions') ? ['MUTATION'] : []),
    ];
    try {
      await notificationFilterUrl.replace(caller, {
        filters: categories.map((category) => ({ category, notificationTarget })),
      });
    } catch (error) {
      this.logger.warn({
        msg: 'the bank takes no callback address',
        consent_id: id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  private async closeQuietly(owner: string): Promise<void> {
    try {
      await this.tppIdentity.closeConsentSession(owner);
    } catch (error) {
      // Forgotten here already; at the bank it lapses by itself.
      this.logger.warn({
        msg: 'a session could not be closed at the bank',
        consent_id: owner,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}

/** Evidence of what was granted, beside the accounts as they stand. */
async function recordGrant(
  tx: Transaction,
  { partnerId, id, version, permissions, bunqUserId, validUntil }: Consent,
  accountIds: string[],
  renewalId: string | null,
): Promise<void> {
  await queryRows(
    tx,
    `INSERT INTO consent_grants
       (partner_id, consent_id, consent_version, renewal_id, permissions, account_ids, bunq_user_id, valid_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [partnerId, id, version, renewalId, permissions, accountIds, bunqUserId, validUntil],
  );
}

function nothingChosen({ askedIban }: Consent): string {
  return askedIban === null ? 'no_account_chosen' : 'other_account_chosen';
}

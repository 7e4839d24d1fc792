import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { recordCallback } from '@sluis/bank-orders';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { newId, tokenHash, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { SpendingRules, type SpendingLimits } from '@sluis/spending-rules';
import { ConsentAccounts } from './consent-accounts.js';
import { ConsentEndings } from './consent-endings.js';
import type { ConsentPermission } from './consent-permissions.js';
import { ConsentPresentations, type Presentation } from './consent-presentations.js';
import type { ConsentRenewal } from './consent-renewal.entity.js';
import { ConsentResources, type ConsentResource } from './consent-resource.js';
import type { RevokedBy } from './consent-status.js';
import { ConsentTokens, earlierSession, type BankAccess } from './consent-tokens.js';
import { ConsentTransitions } from './consent-transitions.js';
import { Consent, type ConsentAccount, type ConsentType } from './consent.entity.js';
import { storedPurpose } from './purpose.js';
import { Renewals, type RenewConsentInput } from './renewals.service.js';

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
  /** Why, as the payer is told; what the type is for, when left out. */
  purpose: string | null;
  /** What is ordered under it may not go beyond this; the payer is shown it. */
  spendingLimits: SpendingLimits | null;
  /** The one account that is asked for; any, when left out. */
  askedIban?: string | null;
}

/** A payer's permission to act for them at the bank: asked, given, used within its bounds, and ended. */
@Injectable()
export class Consents {
  constructor(
    private readonly transactions: Transactions,
    private readonly partners: Partners,
    private readonly outbox: Outbox,
    private readonly transitions: ConsentTransitions,
    private readonly endings: ConsentEndings,
    private readonly renewals: Renewals,
    private readonly accounts: ConsentAccounts,
    private readonly tokens: ConsentTokens,
    private readonly presentations: ConsentPresentations,
    private readonly resources: ConsentResources,
    private readonly spendingRules: SpendingRules,
  ) {}

  /**
   * Records what a partner asks of a payer; nothing is allowed yet.
   *
   * @throws DomainError redirect_uri_not_registered
   */
  async create(
    tx: Transaction,
    partnerId: string,
    { spendingLimits, ...input }: CreateConsentInput,
    actor: AuditActor,
  ): Promise<Consent> {
    await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    const now = new Date();
    const id = newId();
    const consent = tx.create(Consent, {
      partnerId,
      id,
      ...input,
      ...storedPurpose(input.type, input.purpose),
      askedIban: input.askedIban ?? null,
      status: 'awaiting_authorisation',
      version: 1,
      statusReason: null,
      revokedBy: null,
      linkExpiresAt: new Date(now.getTime() + linkValidForMinutes * 60_000),
      linkTokenHash: tokenHash(this.resources.linkToken(id)),
      accessTokenSealed: null,
      bunqUserId: null,
      expiryNoticeDays: null,
      withdrawalTokenSealed: null,
      previousTokenSealed: null,
      accessClosesAt: null,
      createdAt: now,
      updatedAt: now,
      authorisedAt: null,
      endedAt: null,
    });
    if (spendingLimits) await this.spendingRules.setForConsent(tx, partnerId, id, spendingLimits, actor);
    await this.transitions.begin(tx, consent, actor);
    return consent;
  }

  async find(tx: Transaction, partnerId: string, id: string): Promise<Consent | undefined> {
    return (await tx.findOneBy(Consent, { partnerId, id })) ?? undefined;
  }

  /** For operators, who know a consent by its id alone; never on behalf of a partner. */
  async findOfAnyPartner(tx: Transaction, id: string): Promise<Consent | undefined> {
    return (await tx.findOneBy(Consent, { id })) ?? undefined;
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

  accountsOf(tx: Transaction, consent: Pick<Consent, 'partnerId' | 'id'>): Promise<ConsentAccount[]> {
    return this.accounts.of(tx, consent);
  }

  async resourceOf(tx: Transaction, consent: Consent): Promise<ConsentResource> {
    const renewal = await this.accounts.latestRenewal(tx, consent);
    const rule = await this.spendingRules.ofConsent(tx, consent.partnerId, consent.id);
    return this.resources.toResource(consent, await this.accountsOf(tx, consent), renewal, rule);
  }

  /** Where the payer decides what is open; null when nothing is. */
  async authorisationUrl(tx: Transaction, consent: Consent): Promise<string | null> {
    return this.resources.authorisationUrl(consent, await this.accounts.latestRenewal(tx, consent));
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
        fields: [{ pointer: '/consent_id', code: whyNot(consent), detail: 'is not an authorised, valid consent' }],
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

  /**
   * @param begunAt when the work that needs it was begun: what was begun before a renewal goes on with the access before
   * @returns undefined when the consent can no longer be used at the bank
   */
  async bankAccess(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    begunAt?: Date,
  ): Promise<BankAccess | undefined> {
    const consent = await this.find(tx, partnerId, consentId);
    return consent?.isUsable(new Date()) ? this.accessOf(consent, begunAt, this.tokens.openAccess(consent)) : undefined;
  }

  /**
   * What is left of an ended consent's access, for a minute: to withdraw what was begun under it, and to read how that
   * ended. Never to begin anything, and never to read a payer's data.
   */
  async withdrawalAccess(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    begunAt?: Date,
  ): Promise<BankAccess | undefined> {
    const consent = await this.find(tx, partnerId, consentId);
    const isOver = consent?.status === 'revoked' || consent?.status === 'expired';
    if (!consent?.accessClosesAt || !isOver || consent.accessClosesAt <= new Date()) return undefined;
    return this.accessOf(consent, begunAt, this.tokens.openWithdrawal(consent));
  }

  private accessOf(consent: Consent, begunAt: Date | undefined, current: string | undefined): BankAccess | undefined {
    const { id: consentId, authorisedAt } = consent;
    const isEarlier = begunAt !== undefined && authorisedAt !== null && begunAt < authorisedAt;
    const previous = isEarlier ? this.tokens.openPrevious(consent) : undefined;
    if (previous !== undefined) return { sessionOwner: earlierSession(consentId), consentId, accessToken: previous };
    return current === undefined ? undefined : { sessionOwner: consentId, consentId, accessToken: current };
  }

  /** Asks the payer to let a consent go on; see `Renewals.request`. */
  renew(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    input: RenewConsentInput,
    actor: AuditActor,
  ): Promise<{ consent: Consent; renewal: ConsentRenewal } | undefined> {
    return this.renewals.request(tx, partnerId, consentId, input, actor);
  }

  /**
   * Ends the consent at once; see `ConsentEndings.revoke`.
   *
   * @throws DomainError consent_transition_refused when it has ended already
   */
  revoke(
    tx: Transaction,
    partnerId: string,
    id: string,
    change: { revokedBy: RevokedBy; actor: AuditActor; reason?: string },
  ): Promise<Consent | undefined> {
    return this.endings.revoke(tx, partnerId, id, change);
  }

  /**
   * For every capability, when the bank refuses what was asked under a consent: see `ConsentEndings.recordBankLoss`.
   * Without `accessToken` the token is looked at first.
   *
   * @returns whether the consent is over
   */
  recordBankLoss(partnerId: string, consentId: string, error: unknown, accessToken?: string): Promise<boolean> {
    return this.endings.recordBankLoss(partnerId, consentId, error, accessToken);
  }

  /** Something hints that the bank no longer honours a consent: have its token tried. The hint itself changes nothing. */
  async lookNow(tx: Transaction, partnerId: string, id: string): Promise<void> {
    await this.outbox.schedule(tx, { kind: 'consents.probe', subject: `${partnerId}/${id}`, partnerId });
  }

  /** The bank hints that a connection ended. Nothing is believed: the token is tried. Unknown users change nothing. */
  async lookNowAtBankUser(bunqUserId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      for (const { partnerId, id } of await tx.findBy(Consent, { bunqUserId, status: 'authorised' })) {
        await this.lookNow(tx, partnerId, id);
        const subject = toPublicId('consent', id);
        await recordCallback(tx, { partnerId, subject, kind: 'connection_ended', effect: 'read_is_due' });
      }
    });
  }

  /** What the payer was shown and decided, oldest first: the very pages. */
  presentationsOf(partnerId: string, consentId: string): Promise<Presentation[]> {
    return this.transactions.forPartner(partnerId, (tx) => this.presentations.of(tx, { partnerId, id: consentId }));
  }

  /** As `presentationsOf`, in the transaction that records that somebody looked. */
  presentationsIn(tx: Transaction, consent: Pick<Consent, 'partnerId' | 'id'>): Promise<Presentation[]> {
    return this.presentations.of(tx, consent);
  }
}

/** A program may ask for a renewal of what expired, and for nothing of what was ended. */
function whyNot(consent: Consent | null): 'unknown' | 'expired' | 'not_usable' {
  if (!consent) return 'unknown';
  return consent.status === 'expired' || consent.status === 'authorised' ? 'expired' : 'not_usable';
}

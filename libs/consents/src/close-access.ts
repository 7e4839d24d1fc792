import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BunqNotSentError } from '@sluis/bunq-client';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { isAccessLost, readGrant } from './bank-grant.js';
import { ConsentDependants } from './consent-dependants.js';
import { ConsentEndings } from './consent-endings.js';
import { ConsentTransitions } from './consent-transitions.js';
import { ConsentTokens, earlierSession } from './consent-tokens.js';
import { Consent } from './consent.entity.js';

const pollMs = 500;
const earlierPollMs = 60_000;
const retryMs = 5_000;

/** What is left to do at the bank around the end of a consent. */
@Injectable()
export class CloseAccess {
  private readonly logger = new Logger(CloseAccess.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly dependants: ConsentDependants,
    private readonly endings: ConsentEndings,
    private readonly transitions: ConsentTransitions,
    private readonly tokens: ConsentTokens,
    private readonly audit: AuditTrail,
    private readonly tppIdentity: TppIdentity,
  ) {}

  /**
   * Destroys the last of the access: the token once nothing is left to withdraw, a minute after the end at the latest;
   * then the session. A last look after that minute closes what a call under way at the end may have opened again.
   */
  async close(partnerId: string, id: string): Promise<WorkResult> {
    const { consent, isDone } = await this.transactions.forPartner(partnerId, (tx) =>
      this.destroyWhatIsDone(tx, partnerId, id),
    );
    if (!consent?.accessClosesAt) return 'done';
    if (!isDone) return { againInMs: consent.status === 'authorised' ? earlierPollMs : pollMs };
    await this.closeSession(earlierSession(id));
    if (consent.status === 'authorised') return 'done';
    await this.closeSession(id);
    const leftMs = consent.accessClosesAt.getTime() - Date.now();
    return leftMs > 0 ? { againInMs: leftMs } : 'done';
  }

  private async destroyWhatIsDone(
    tx: Transaction,
    partnerId: string,
    id: string,
  ): Promise<{ consent: Consent | undefined; isDone: boolean }> {
    const consent = await this.transitions.lock(tx, partnerId, id);
    if (!consent?.accessClosesAt) return { consent, isDone: true };
    const { withdrawalTokenSealed, previousTokenSealed, accessClosesAt, authorisedAt } = consent;
    if (withdrawalTokenSealed === null && previousTokenSealed === null) return { consent, isDone: true };
    // A renewed consent goes on: only what was begun before the renewal counts for its earlier access.
    const begunBefore = consent.status === 'authorised' ? (authorisedAt ?? undefined) : undefined;
    const isLeft = await this.dependants.haveWorkAtBank(tx, { partnerId, consentId: id }, begunBefore);
    if (isLeft && accessClosesAt.getTime() > Date.now()) return { consent, isDone: false };
    await tx.update(Consent, { partnerId, id }, { withdrawalTokenSealed: null, previousTokenSealed: null });
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'consent.access_destroyed',
      subject: { type: 'consent', id: toPublicId('consent', id) },
      outcome: isLeft ? 'alarm' : 'done',
      cause: isLeft ? 'withdrawal_unfinished' : 'nothing_left_to_withdraw',
    });
    return { consent, isDone: true };
  }

  /** Reads with the token whether the bank still takes it; only that read ends a consent, never the hint that led to it. */
  async probe(partnerId: string, id: string): Promise<WorkResult> {
    const consent = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Consent, { partnerId, id }));
    const accessToken = consent?.status === 'authorised' ? this.tokens.openAccess(consent) : undefined;
    if (accessToken === undefined) return 'done';
    try {
      await readGrant(this.tppIdentity.consent(id, accessToken));
    } catch (error) {
      if (isAccessLost(error)) await this.endings.recordBankLoss(partnerId, id, error, accessToken);
      // Not reached, or refused for another reason: the next look decides, if there still is a reason to look.
      else if (error instanceof BunqNotSentError) return { againInMs: retryMs };
      else throw error;
    }
    return 'done';
  }

  private async closeSession(owner: string): Promise<void> {
    try {
      await this.tppIdentity.closeConsentSession(owner);
    } catch (error) {
      // Forgotten here already, which is what counts; at the bank it lapses by itself.
      this.logger.warn({
        msg: 'a session could not be closed at the bank',
        consent_id: owner,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BunqNotSentError } from '@sluis/bunq-client';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { isAccessLost, readGrant } from './bank-grant.js';
import { ConsentDependants } from './consent-dependants.js';
import { ConsentEndings } from './consent-endings.js';
import { ConsentTokens } from './consent-tokens.js';
import { Consent } from './consent.entity.js';

const pollMs = 500;
const retryMs = 5_000;

/** What is left to do at the bank around the end of a consent. */
@Injectable()
export class CloseAccess {
  private readonly logger = new Logger(CloseAccess.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly dependants: ConsentDependants,
    private readonly endings: ConsentEndings,
    private readonly tokens: ConsentTokens,
    private readonly audit: AuditTrail,
    private readonly tppIdentity: TppIdentity,
  ) {}

  /**
   * Destroys the last of the access: the token once nothing is left to withdraw, a minute after the end at the latest;
   * then the session. A last look after that minute closes what a call under way at the end may have opened again.
   */
  async close(partnerId: string, id: string): Promise<WorkResult> {
    const { consent, isDone } = await this.transactions.forPartner(partnerId, async (tx) => {
      const row = await tx.findOneBy(Consent, { partnerId, id });
      if (!row || row.status === 'authorised' || !row.accessClosesAt) return { consent: null, isDone: true };
      const isTimeUp = row.accessClosesAt.getTime() <= Date.now();
      if (row.withdrawalTokenSealed === null) return { consent: row, isDone: true };
      const isLeft = await this.dependants.haveWorkAtBank(tx, { partnerId, consentId: id });
      if (isLeft && !isTimeUp) return { consent: row, isDone: false };
      await tx.update(Consent, { partnerId, id }, { withdrawalTokenSealed: null });
      await this.audit.record(tx, {
        partnerId,
        actor: { type: 'platform' },
        action: 'consent.access_destroyed',
        subject: { type: 'consent', id: toPublicId('consent', id) },
        outcome: isLeft ? 'alarm' : 'done',
        cause: isLeft ? 'withdrawal_unfinished' : 'nothing_left_to_withdraw',
      });
      return { consent: row, isDone: true };
    });
    if (!consent?.accessClosesAt) return 'done';
    if (!isDone) return { againInMs: pollMs };
    await this.closeSession(id);
    const leftMs = consent.accessClosesAt.getTime() - Date.now();
    return leftMs > 0 ? { againInMs: leftMs } : 'done';
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

  private async closeSession(id: string): Promise<void> {
    try {
      await this.tppIdentity.closeConsentSession(id);
    } catch (error) {
      // Forgotten here already, which is what counts; at the bank it lapses by itself.
      this.logger.warn({
        msg: 'a session could not be closed at the bank',
        consent_id: id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}

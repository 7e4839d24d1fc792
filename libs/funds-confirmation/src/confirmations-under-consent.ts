import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { ConsentDependants, type ConsentDependant, type ConsentKey } from '@sluis/consents';
import { queryRows, type Transaction } from '@sluis/persistence';
import { FundsConfirmationTransitions } from './funds-confirmation-transitions.js';

/** When a consent ends, what was asked under it stays without answer, also where the bank is being asked right now. */
@Injectable()
export class ConfirmationsUnderConsent implements ConsentDependant, OnModuleInit {
  constructor(
    private readonly dependants: ConsentDependants,
    private readonly transitions: FundsConfirmationTransitions,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  /** The bank holds nothing of a question. */
  async endWork(tx: Transaction, { partnerId, consentId }: ConsentKey, actor: AuditActor): Promise<boolean> {
    // In the order of batches, whose rows are locked one after the other.
    const rows = await queryRows<{ id: string }>(
      tx,
      `SELECT id FROM funds_confirmations WHERE partner_id = $1 AND consent_id = $2 AND status = 'pending'
       ORDER BY batch_id, id`,
      [partnerId, consentId],
    );
    for (const { id } of rows) {
      const confirmation = await this.transitions.lock(tx, partnerId, id);
      if (confirmation?.status !== 'pending') continue;
      await this.transitions.move(tx, confirmation, 'unanswered', { actor, patch: { reason: 'consent_ended' } });
    }
    return false;
  }

  hasWorkAtBank(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

import { Injectable } from '@nestjs/common';
import type { BankOrder } from '@sluis/bank-orders';
import { Transactions } from '@sluis/persistence';
import { isEvidenceOfExecution, mismatchOf } from './payout-evidence.js';
import { followed, type PayoutStatus } from './payout-status.js';
import { PayoutTransitions } from './payout-transitions.js';
import type { Payout } from './payout.entity.js';

/** How a draft ends by which nothing was paid. */
const unpaidEnds: Partial<Record<BankOrder['status'], PayoutStatus>> = {
  rejected: 'rejected',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Turns the movement that was read at the bank into the payout's status: `executed` on evidence, else a review or nothing. */
@Injectable()
export class RecordPayout {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PayoutTransitions,
  ) {}

  async run({ partnerId, id }: Pick<Payout, 'partnerId' | 'id'>, seen: BankOrder): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payout = await this.transitions.lock(tx, partnerId, id);
      if (!payout || !followed.includes(payout.status) || payout.bunqObjectId !== seen.bunqObjectId) return;
      const ended = payout.status === 'awaiting_authorisation' && unpaidEnds[seen.status];
      if (ended) return this.transitions.move(tx, payout, ended, { actor: { type: 'bank' } });
      if (seen.status === 'unrecognised') {
        // A status nobody told us of: hold and show it, never guess.
        const details = { bank_status: seen.rawStatus };
        return this.transitions.raiseAlarmOnce(tx, payout, 'unrecognised_bank_status', details);
      }
      const reviewReason = mismatchOf(payout, seen);
      if (reviewReason !== undefined) {
        const change = { actor: { type: 'platform' }, reason: reviewReason, patch: { reviewReason } } as const;
        await this.transitions.move(tx, payout, 'in_review', change);
        await this.transitions.raiseAlarm(tx, payout, reviewReason);
      } else if (payout.schedule === null && isEvidenceOfExecution(payout, seen)) {
        await this.transitions.move(tx, payout, 'executed', { actor: { type: 'bank' } });
      }
    });
  }

  /** The money may have moved, and we can no longer see it. */
  async reviewWithoutAccess({ partnerId, id }: Pick<Payout, 'partnerId' | 'id'>): Promise<void> {
    const reviewReason = 'bank_access_lost';
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payout = await this.transitions.lock(tx, partnerId, id);
      if (!payout || !followed.includes(payout.status)) return;
      const change = { actor: { type: 'platform' }, reason: reviewReason, patch: { reviewReason } } as const;
      await this.transitions.move(tx, payout, 'in_review', change);
      await this.transitions.raiseAlarm(tx, payout, reviewReason);
    });
  }
}

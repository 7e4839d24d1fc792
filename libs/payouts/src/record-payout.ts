import { Injectable } from '@nestjs/common';
import type { BankOrder } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import type { PaymentEntry } from '@sluis/payment-initiation';
import { Transactions, type Transaction } from '@sluis/persistence';
import { batchMismatchOf, isEvidenceOfExecution, mismatchOf, provenLines } from './payout-evidence.js';
import { followed, type PayoutStatus } from './payout-status.js';
import { PayoutTransitions } from './payout-transitions.js';
import { Payout } from './payout.entity.js';

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
    private readonly config: Config,
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
      const reviewReason = mismatchOf(payout, seen) ?? (payout.entries ? batchMismatchOf(payout, seen) : undefined);
      if (reviewReason !== undefined) {
        const change = { actor: { type: 'platform' }, reason: reviewReason, patch: { reviewReason } } as const;
        await this.transitions.move(tx, payout, 'in_review', change);
        await this.transitions.raiseAlarm(tx, payout, reviewReason);
      } else if (payout.schedule === null && payout.entries) {
        await this.recordEntries(tx, payout, payout.entries, seen);
      } else if (payout.schedule === null && isEvidenceOfExecution(payout, seen)) {
        await this.transitions.move(tx, payout, 'executed', { actor: { type: 'bank' } });
      }
    });
  }

  /** Each by its own movement. What a draft left unpaid once the bank had time enough will not come. */
  private async recordEntries(
    tx: Transaction,
    payout: Payout,
    known: readonly PaymentEntry[],
    seen: BankOrder,
  ): Promise<void> {
    if (seen.status !== 'accepted' || seen.bookings === undefined) return;
    const actor = { type: 'bank' } as const;
    const proven = provenLines(payout, seen.bookings);
    const entries = known.map((entry, index) => (proven[index] ? { ...entry, status: 'executed' as const } : entry));
    const open = entries.filter(({ status }) => status !== 'executed').length;
    if (open === 0) return this.transitions.move(tx, payout, 'executed', { actor, patch: { entries } });
    // Confirmed, and not all of it booked: from here on it is waited for.
    if (payout.status === 'awaiting_authorisation')
      return this.transitions.move(tx, payout, 'accepted', { actor, patch: { entries } });
    const isOver = Date.now() - payout.updatedAt.getTime() > this.config.env.PAYMENT_BOOKING_WAIT_MS;
    if (open < entries.length && isOver && payout.rail === 'payout_draft') {
      const ended = entries.map((entry) =>
        entry.status === 'executed' ? entry : { ...entry, status: 'failed' as const },
      );
      const reason = 'entries_not_booked';
      const patch = { entries: ended, failureStage: 'execution', failureReason: reason } as const;
      return this.transitions.move(tx, payout, 'partially_executed', { actor, reason, patch });
    }
    if (entries.some(({ status }, index) => status !== known[index]?.status))
      await tx.update(Payout, { partnerId: payout.partnerId, id: payout.id }, { entries });
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

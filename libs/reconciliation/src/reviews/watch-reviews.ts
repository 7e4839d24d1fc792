import { Injectable, Logger } from '@nestjs/common';
import { BunqError } from '@sluis/bunq-client';
import { Transactions } from '@sluis/persistence';
import { isPlaceFree } from './contradiction.js';
import { ReviewDesks, type BankSight, type ReviewDesk, type ReviewSubject } from './review-desk.js';
import { ReviewSights } from './review-sights.js';

/** The bank's budget is for payments first. */
const mostLooks = 50;

/**
 * Orders in review are still read at the bank: the truth may come late. What is seen is kept for whoever decides, and
 * raises an alarm once. An order whose review ended while something alike could still move keeps its place until a look
 * shows that nothing can.
 */
@Injectable()
export class WatchReviews {
  private readonly logger = new Logger(WatchReviews.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly desks: ReviewDesks,
    private readonly sights: ReviewSights,
  ) {}

  async run(): Promise<void> {
    for (const desk of this.desks.all()) {
      const subjects = await this.transactions.run((tx) => desk.open(tx, mostLooks));
      for (const subject of subjects) {
        try {
          await this.note(desk, subject, await desk.look(subject, null));
        } catch (error) {
          // One that cannot be read must not keep the news of the others back.
          if (!(error instanceof BunqError)) throw error;
          this.logger.warn({ msg: 'an order in review could not be read', subject: subject.id, error: error.name });
        }
      }
    }
  }

  private async note(desk: ReviewDesk, subject: ReviewSubject, sight: BankSight): Promise<void> {
    await this.transactions.forPartner(subject.partnerId, async (tx) => {
      await this.sights.keep(tx, desk.kind, subject, sight);
      const state = await desk.stateOf(tx, subject);
      if (!state) return;
      for (const { bunqObjectId, status } of sight.orders.filter(({ isNews }) => isNews))
        await desk.raiseAlarmOnce(tx, subject, 'late_truth_at_bank', { bunq_object_id: bunqObjectId, seen: status });
      if (!state.isInReview && state.keepsPlace && isPlaceFree(sight)) await desk.releasePlace(tx, subject);
    });
  }
}

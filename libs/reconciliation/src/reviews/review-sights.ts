import { Injectable } from '@nestjs/common';
import type { Transaction } from '@sluis/persistence';
import type { BankSight, ReviewKind, ReviewSubject } from './review-desk.js';

/** What the bank showed of an order in review at the last look, for whoever decides about it. */
@Injectable()
export class ReviewSights {
  async keep(tx: Transaction, kind: ReviewKind, { partnerId, id }: ReviewSubject, sight: BankSight): Promise<void> {
    await tx.query(
      `INSERT INTO review_sights (subject_kind, subject_id, partner_id, extent, orders, seen_at)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp())
       ON CONFLICT (subject_kind, subject_id) DO UPDATE
         SET extent = excluded.extent, orders = excluded.orders, seen_at = excluded.seen_at`,
      [kind, id, partnerId, sight.extent, JSON.stringify(sight.orders)],
    );
  }
}

import { Global, Module } from '@nestjs/common';
import { Reconciliation } from './reconciliation.service.js';
import { ApplyReview } from './reviews/apply-review.js';
import { ReviewDesks } from './reviews/review-desk.js';
import { ReviewSights } from './reviews/review-sights.js';
import { Reviews } from './reviews/reviews.service.js';
import { WatchReviews } from './reviews/watch-reviews.js';

@Global()
@Module({
  providers: [ApplyReview, Reconciliation, ReviewDesks, Reviews, ReviewSights, WatchReviews],
  exports: [ApplyReview, Reconciliation, ReviewDesks, Reviews, WatchReviews],
})
export class ReconciliationModule {}

import { Global, Module } from '@nestjs/common';
import { BankOrdersModule } from '@sluis/bank-orders';
import { CallbackDesks } from './callbacks/callback-desk.js';
import { CatchUpCallbacks } from './callbacks/catch-up-callbacks.js';
import { CompareList } from './orphans/compare-list.js';
import { ConnectedLists } from './orphans/connected-lists.js';
import { ListDesks } from './orphans/list-desk.js';
import { ListMarks } from './orphans/list-marks.js';
import { ScanOrphans } from './orphans/scan-orphans.js';
import { Reconciliation } from './reconciliation.service.js';
import { ProveOrder } from './proofs/prove-order.js';
import { CompareAll } from './recovery/compare-all.js';
import { Recoveries } from './recovery/recoveries.service.js';
import { BooksDesks } from './report/books-desk.js';
import { Gaps } from './report/gaps.js';
import { Reports } from './report/report.service.js';
import { ApplyReview } from './reviews/apply-review.js';
import { OrderSights } from './reviews/order-sights.js';
import { ReviewDesks } from './reviews/review-desk.js';
import { ReviewSights } from './reviews/review-sights.js';
import { Reviews } from './reviews/reviews.service.js';
import { WatchReviews } from './reviews/watch-reviews.js';

@Global()
@Module({
  imports: [BankOrdersModule],
  providers: [
    ApplyReview,
    BooksDesks,
    CallbackDesks,
    CatchUpCallbacks,
    CompareAll,
    CompareList,
    ConnectedLists,
    Gaps,
    ListDesks,
    ListMarks,
    OrderSights,
    ProveOrder,
    Reconciliation,
    Recoveries,
    Reports,
    ReviewDesks,
    Reviews,
    ReviewSights,
    ScanOrphans,
    WatchReviews,
  ],
  exports: [
    ApplyReview,
    BooksDesks,
    CallbackDesks,
    ConnectedLists,
    ListDesks,
    OrderSights,
    ProveOrder,
    Reconciliation,
    Recoveries,
    Reports,
    ReviewDesks,
    Reviews,
  ],
})
export class ReconciliationModule {}

export { ConnectedLists } from './orphans/connected-lists.js';
export { CompareList, type Comparison } from './orphans/compare-list.js';
export { ListDesks, type ComparedList, type ListDesk, type OpenList, type Ownership } from './orphans/list-desk.js';
export { ApplyReview } from './reviews/apply-review.js';
export { ProveOrder } from './proofs/prove-order.js';
export { Reconciliation, reconciliationTasks, type ReconciliationTask } from './reconciliation.service.js';
export { ReconciliationModule } from './reconciliation.module.js';
export {
  ReviewDesks,
  idKindOf,
  resolutions,
  reviewKinds,
  type BankSight,
  type Resolution,
  type ReviewDecision,
  type ReviewDesk,
  type ReviewKind,
  type ReviewSubject,
  type SeenOrder,
} from './reviews/review-desk.js';
export { OrderSights } from './reviews/order-sights.js';
export { ReviewError } from './reviews/review-error.js';
export { Reviews, type OrderInReview, type Proposal, type ReviewFile } from './reviews/reviews.service.js';
export { WatchReviews } from './reviews/watch-reviews.js';
export { Recoveries, type Obstacle, type RecoveryState } from './recovery/recoveries.service.js';
export { RestoreWatch } from './recovery/restore-watch.js';
export { LostOrders, type LostOrder } from './recovery/lost-orders.js';
export { BooksDesks, type BooksDesk } from './report/books-desk.js';
export { Gaps, type Gap, type KnownGap } from './report/gaps.js';
export { Reports, type Report } from './report/report.service.js';
export { CallbackDesks, type CallbackDesk, type MissedCallback } from './callbacks/callback-desk.js';

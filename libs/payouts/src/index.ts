export { FollowPayouts } from './follow-payouts.js';
export { PayoutDesks } from './payout-desks.js';
export {
  payoutBatchResourceSchema,
  payoutResource,
  payoutResourceSchema,
  refundResourceSchema,
  type PayoutBatchResource,
  type PayoutResource,
  type RefundResource,
} from './payout-resource.js';
export {
  payoutInstanceResource,
  payoutInstanceResourceSchema,
  type PayoutInstanceResource,
} from './payout-instance-resource.js';
export { isFinalPayout, nextPayoutStatuses, payoutMayBecome, type PayoutStatus } from './payout-status.js';
export {
  Payout,
  payoutIdKinds,
  payoutKinds,
  payoutRails,
  type FollowedAccount,
  type PayoutKind,
  type PayoutRail,
} from './payout.entity.js';
export { PayoutsModule } from './payouts.module.js';
export { Payouts, type CreatePayoutInput, type PayoutTimelineEntry } from './payouts.service.js';
export { ProvePayout } from './prove-payout.js';
export { Refunds, type CreateRefundInput, type RefundsOfPayment } from './refunds.service.js';
export { SubmitPayout } from './submit-payout.js';

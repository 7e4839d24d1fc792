import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BunqPayoutBatchGateway } from './bunq-payout-batch-gateway.js';
import { BunqPayoutBatchPlanGateway } from './bunq-payout-batch-plan-gateway.js';
import { BunqPayoutDraftGateway } from './bunq-payout-draft-gateway.js';
import { BunqPayoutGateway } from './bunq-payout-gateway.js';
import { BunqPayoutPlanGateway } from './bunq-payout-plan-gateway.js';
import { CreatePayout } from './create-payout.js';
import { FollowPayouts } from './follow-payouts.js';
import { PayoutDesks } from './payout-desks.js';
import { PayoutListDesk } from './payout-list-desk.js';
import { PayoutReviewDesks } from './payout-review-desks.js';
import { PayoutTransitions } from './payout-transitions.js';
import { PayoutInstance } from './payout-instance.entity.js';
import { Payout } from './payout.entity.js';
import { PayoutsOnConnection } from './payouts-on-connection.js';
import { Payouts } from './payouts.service.js';
import { ProvePayout } from './prove-payout.js';
import { RecordPayout } from './record-payout.js';
import { RecordPlan } from './record-plan.js';
import { Refunds } from './refunds.service.js';
import { SubmitPayout } from './submit-payout.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Payout, PayoutInstance])],
  providers: [
    BunqPayoutBatchGateway,
    BunqPayoutBatchPlanGateway,
    BunqPayoutDraftGateway,
    BunqPayoutGateway,
    BunqPayoutPlanGateway,
    CreatePayout,
    FollowPayouts,
    PayoutDesks,
    PayoutListDesk,
    PayoutReviewDesks,
    PayoutTransitions,
    Payouts,
    PayoutsOnConnection,
    ProvePayout,
    RecordPayout,
    RecordPlan,
    Refunds,
    SubmitPayout,
  ],
  exports: [FollowPayouts, PayoutDesks, Payouts, ProvePayout, Refunds, SubmitPayout],
})
export class PayoutsModule {}

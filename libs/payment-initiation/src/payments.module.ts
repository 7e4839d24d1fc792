import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdoptOrder } from './adopt-order.js';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway } from './bunq-payment-gateway.js';
import { FollowPayments } from './follow-payments.js';
import { OwnOrders } from './own-orders.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentAttempts } from './payment-attempts.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';
import { PaymentsUnderConsent } from './payments-under-consent.js';
import { Payments } from './payments.service.js';
import { ReceivePayment } from './receive-payment.js';
import { ReconcileAttempt } from './reconcile-attempt.js';
import { RecordOutcome } from './record-outcome.js';
import { SubmitPayment } from './submit-payment.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Payment, PaymentAttempt])],
  providers: [
    AdoptOrder,
    BankPlaces,
    BunqPaymentGateway,
    FollowPayments,
    OwnOrders,
    PaymentAttempts,
    PaymentResources,
    PaymentTransitions,
    Payments,
    PaymentsUnderConsent,
    ReceivePayment,
    ReconcileAttempt,
    RecordOutcome,
    SubmitPayment,
    WithdrawSurplus,
  ],
  exports: [FollowPayments, PaymentResources, Payments, ReceivePayment, SubmitPayment],
})
export class PaymentsModule {}

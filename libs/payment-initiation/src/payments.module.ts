import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BankOrdersModule } from '@sluis/bank-orders';
import { ReconciliationModule } from '@sluis/reconciliation';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway } from './bunq-payment-gateway.js';
import { ClientTokens } from './client-tokens.js';
import { FollowPayments } from './follow-payments.js';
import { NewPayments } from './new-payments.js';
import { PaidPayments } from './paid-payments.js';
import { PayerDecisions } from './payer-decisions.js';
import { PaymentBooks } from './payment-books.js';
import { PaymentCallbackDesk } from './payment-callback-desk.js';
import { PaymentDesk } from './payment-desk.js';
import { PaymentInstance } from './payment-instance.entity.js';
import { PaymentListDesk } from './payment-list-desk.js';
import { PaymentPages } from './payment-pages.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentReviewDesk } from './payment-review-desk.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';
import { PaymentsByRequest } from './payments-by-request.js';
import { PaymentsOfRequests } from './payments-of-requests.js';
import { PaymentsUnderConsent } from './payments-under-consent.js';
import { Payments } from './payments.service.js';
import { ProvePayment } from './prove-payment.js';
import { ReceivePayment } from './receive-payment.js';
import { RecordInstances } from './record-instances.js';
import { RecordOutcome } from './record-outcome.js';
import { SubmitPayment } from './submit-payment.js';

@Global()
@Module({
  imports: [BankOrdersModule, ReconciliationModule, TypeOrmModule.forFeature([Payment, PaymentInstance])],
  providers: [
    BankPlaces,
    BunqPaymentGateway,
    ClientTokens,
    FollowPayments,
    NewPayments,
    PaidPayments,
    PayerDecisions,
    PaymentBooks,
    PaymentCallbackDesk,
    PaymentDesk,
    PaymentListDesk,
    PaymentPages,
    PaymentResources,
    PaymentReviewDesk,
    PaymentTransitions,
    Payments,
    PaymentsByRequest,
    PaymentsOfRequests,
    PaymentsUnderConsent,
    ProvePayment,
    ReceivePayment,
    RecordInstances,
    RecordOutcome,
    SubmitPayment,
  ],
  exports: [
    ClientTokens,
    FollowPayments,
    NewPayments,
    PaidPayments,
    PayerDecisions,
    PaymentPages,
    PaymentResources,
    Payments,
    PaymentsByRequest,
    ProvePayment,
    ReceivePayment,
    SubmitPayment,
  ],
})
export class PaymentsModule {}

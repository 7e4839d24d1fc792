export { FollowPayments } from './follow-payments.js';
export { isPossiblyBunqIban, paymentRails, type PaymentRail } from './payment-rail.js';
export { PaymentResources, type PaymentResource } from './payment-resource.js';
export { isFinal, nextPaymentStatuses, type PaymentStatus } from './payment-status.js';
export { Payment } from './payment.entity.js';
export { Payments, subjectOf, type InitiatePaymentInput, type TimelineEntry } from './payments.service.js';
export { PaymentsModule } from './payments.module.js';
export { SubmitPayment } from './submit-payment.js';

export { FollowPayments } from './follow-payments.js';
export { fromBooked, toBunqSchedule } from './bunq-movements.js';
export { readStandingOrder } from './bunq-standing-order.js';
export {
  creditorSchema,
  paymentEntrySchema,
  shownEntries,
  totalOf,
  type Creditor,
  type EntryStatus,
  type PaymentEntry,
} from './payment-entries.js';
export { PaymentInstance, type InstanceStatus } from './payment-instance.entity.js';
export {
  instanceResource,
  paymentInstanceResourceSchema,
  type PaymentInstanceResource,
} from './payment-instance-resource.js';
export {
  paymentScheduleSchema,
  recurrenceUnits,
  requireStartAhead,
  scheduleStatuses,
  scheduleStatusOf,
  type PaymentSchedule,
  type ScheduleStatus,
} from './payment-schedule.js';
export { isEndShown, type BankInstance, type StandingOrder } from './standing-order.js';
export { NewPayments, type InitiatePaymentInput } from './new-payments.js';
export { PaidPayments, type PaidPaymentListener } from './paid-payments.js';
export { PayerDecisions } from './payer-decisions.js';
export { isPossiblyBunqIban, paymentRails, type PaymentRail } from './payment-rail.js';
export { ClientTokens, type ClientToken, type ClientView } from './client-tokens.js';
export { PaymentResources, paymentResourceSchema, type PaymentResource } from './payment-resource.js';
export type { CreditableBasis } from './creditable.js';
export {
  isFinal,
  isoStatuses,
  isPaid,
  isUnpaidEnd,
  nextPaymentStatuses,
  type PaymentStatus,
} from './payment-status.js';
export { Payment } from './payment.entity.js';
export { PaymentPages, type SeenPage } from './payment-pages.js';
export { subjectOf } from './payment-subject.js';
export { PaymentsByRequest } from './payments-by-request.js';
export { Payments, type TimelineEntry } from './payments.service.js';
export { PaymentsModule } from './payments.module.js';
export { ProvePayment } from './prove-payment.js';
export { ReceivePayment } from './receive-payment.js';
export { SubmitPayment } from './submit-payment.js';

export {
  type BunqAnswer,
  type BunqWrapped,
  type BunqListQuery,
  type BunqPage,
  type BunqPagination,
} from './bunq-answer.js';
export {
  BunqAmountError,
  type BunqAmountProblem,
  BunqApiError,
  BunqConsentLostError,
  BunqError,
  BunqNotSentError,
  type BunqNotSentReason,
  BunqOauthRefusedError,
  BunqOutcomeUnknownError,
  type BunqRateLimit,
  BunqSessionBusyError,
  BunqSetupMissingError,
  type BunqUnknownReason,
} from './bunq-api.error.js';
export { BunqBreakers, type BunqBreakerOptions, type BunqBreakerState, endpointClass } from './bunq-breaker.js';
export {
  type BunqBudget,
  type BunqMethod,
  type BunqPriority,
  type BunqStartingLimits,
  classicLimits,
  InProcessBudget,
  unlimitedBudget,
} from './bunq-budget.js';
export { BunqCaller } from './bunq-caller.js';
export { BunqClient, type BunqClientOptions } from './bunq-client.js';
export {
  type BunqContextStore,
  type BunqGrantingUser,
  type BunqInstallationContext,
  type BunqPendingCredential,
  type BunqSession,
  type BunqSessionTurn,
  type BunqUserType,
  MemoryContextStore,
} from './bunq-context-store.js';
export {
  type BunqAuthentication,
  type BunqCallOptions,
  type BunqCallReport,
  type BunqContent,
  BunqHttp,
  type BunqHttpOptions,
  type BunqObserver,
  type BunqRequest,
  type BunqSignedAnswer,
} from './bunq-http.js';
export { BunqOauth, type BunqOauthOptions } from './bunq-oauth.js';
export { type BunqAddress, type BunqAmount, type BunqPointer, type BunqScheduleInput } from './bunq-objects.js';
export { type BunqSessionOptions } from './bunq-session.js';
export { type BunqKeyInput, type BunqOauthClient, type TppIdentityInput } from './bunq-setup.js';
export {
  type BunqKeyPair,
  generateBunqKeyPair,
  normalisePem,
  pspCredentialBytes,
  signBunqBytes,
  verifyBunqBytes,
} from './bunq-signature.js';
export { type BunqUser } from './bunq-user.js';
export { accountAttachment, type AttachmentInput } from './endpoints/account-attachment.js';
export { type AttachmentPublic, attachmentPublic } from './endpoints/attachment-public.js';
export {
  RedisBudget,
  type BunqBudgetEvent,
  type BunqBudgetLane,
  type BunqRedis,
  type RedisBudgetOptions,
} from './redis-budget.js';
export { confirmationOfFunds } from './endpoints/confirmation-of-funds.js';
export {
  type CustomerStatement,
  customerStatement,
  type CustomerStatementInput,
} from './endpoints/customer-statement.js';
export { type DeviceServer, deviceServer, type DeviceServerInput } from './endpoints/device-server.js';
export {
  type DraftPayment,
  draftPayment,
  type DraftPaymentEntryInput,
  type DraftPaymentInput,
  type ListedDraftPayment,
} from './endpoints/draft-payment.js';
export { type BunqEvent, event, type EventFilter } from './endpoints/event.js';
export { type CreatedInstallation, installation } from './endpoints/installation.js';
export {
  type MonetaryAccount,
  monetaryAccount,
  type MonetaryAccountInput,
  type MonetaryAccountKind,
  type MonetaryAccountKindWithEndpoint,
} from './endpoints/monetary-account.js';
export { type NotificationFilterFailure, notificationFilterFailure } from './endpoints/notification-filter-failure.js';
export { type NotificationFilterUrl, notificationFilterUrl } from './endpoints/notification-filter-url.js';
export { type OauthCallbackUrl, oauthCallbackUrl, type OauthClient, oauthClient } from './endpoints/oauth-client.js';
export {
  type PspCredential,
  pspCredential,
  type PspCredentialInput,
} from './endpoints/payment-service-provider-credential.js';
export {
  type PspDraftPayment,
  pspDraftPayment,
  type PspDraftPaymentInput,
} from './endpoints/payment-service-provider-draft-payment.js';
export {
  type IssuerTransaction,
  issuerTransaction,
  type IssuerTransactionInput,
  type ListedIssuerTransaction,
} from './endpoints/payment-service-provider-issuer-transaction.js';
export { type PaymentBatch, paymentBatch } from './endpoints/payment-batch.js';
export { type BunqPayment, type ListedPayment, payment, type PaymentInput } from './endpoints/payment.js';
export {
  type RequestInquiryBatch,
  requestInquiryBatch,
  type RequestInquiryBatchInput,
} from './endpoints/request-inquiry-batch.js';
export {
  type ListedRequestInquiry,
  type RequestInquiry,
  requestInquiry,
  type RequestInquiryInput,
} from './endpoints/request-inquiry.js';
export { type AcceptRequestInput, type RequestResponse, requestResponse } from './endpoints/request-response.js';
export { sandboxUser } from './endpoints/sandbox-user.js';
export { type ScheduledPayment, schedulePayment, type SchedulePaymentInput } from './endpoints/schedule-payment.js';
export {
  type ScheduledPaymentBatch,
  schedulePaymentBatch,
  type SchedulePaymentBatchInput,
} from './endpoints/schedule-payment-batch.js';
export { type Schedule, schedule, type ScheduleInstance } from './endpoints/schedule.js';
export { sessionServer } from './endpoints/session-server.js';
export { type UserAttachment, userAttachment } from './endpoints/user-attachment.js';
export { user } from './endpoints/user.js';

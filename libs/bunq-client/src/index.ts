export {
  type BunqAnswer,
  type BunqWrapped,
  type BunqListQuery,
  type BunqPage,
  type BunqPagination,
} from './bunq-answer.js';
export {
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
export {
  type BunqBudget,
  type BunqMethod,
  type BunqPriority,
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
  BunqHttp,
  type BunqHttpOptions,
  type BunqObserver,
  type BunqRequest,
} from './bunq-http.js';
export { BunqOauth, type BunqOauthOptions } from './bunq-oauth.js';
export { type BunqAmount, type BunqPointer } from './bunq-objects.js';
export { type BunqSessionOptions } from './bunq-session.js';
export { type BunqOauthClient, type TppIdentityInput } from './bunq-setup.js';
export {
  type BunqKeyPair,
  generateBunqKeyPair,
  normalisePem,
  pspCredentialBytes,
  signBunqBytes,
  verifyBunqBytes,
} from './bunq-signature.js';
export { type BunqUser } from './bunq-user.js';
export { confirmationOfFunds } from './endpoints/confirmation-of-funds.js';
export { type DeviceServer, deviceServer, type DeviceServerInput } from './endpoints/device-server.js';
export {
  type DraftPayment,
  draftPayment,
  type DraftPaymentEntryInput,
  type DraftPaymentInput,
} from './endpoints/draft-payment.js';
export { type CreatedInstallation, installation } from './endpoints/installation.js';
export { type MonetaryAccount, monetaryAccount, type MonetaryAccountKind } from './endpoints/monetary-account.js';
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
} from './endpoints/payment-service-provider-issuer-transaction.js';
export { type BunqPayment, payment } from './endpoints/payment.js';
export { sessionServer } from './endpoints/session-server.js';
export { user } from './endpoints/user.js';

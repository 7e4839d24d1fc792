import type { Endpoint } from '../http/endpoint.js';
import { attachmentPublicEndpoints } from './attachment-public.js';
import { attachmentEndpoints } from './attachment.js';
import { avatarEndpoints } from './avatar.js';
import { cardEndpoints } from './card.js';
import { certificatePinnedEndpoints } from './certificate-pinned.js';
import { confirmationOfFundsEndpoints } from './confirmation-of-funds.js';
import { credentialPasswordIpEndpoints } from './credential-password-ip.js';
import { customerStatementEndpoints } from './customer-statement.js';
import { deviceServerEndpoints } from './device-server.js';
import { draftPaymentEndpoints } from './draft-payment.js';
import { eventEndpoints } from './event.js';
import { insightsEndpoints } from './insights.js';
import { installationEndpoints } from './installation.js';
import { mastercardActionEndpoints } from './mastercard-action.js';
import { monetaryAccountEndpoints } from './monetary-account.js';
import { notificationFilterFailureEndpoints } from './notification-filter-failure.js';
import { notificationFilterPushEndpoints } from './notification-filter-push.js';
import { notificationFilterUrlEndpoints } from './notification-filter-url.js';
import { callbackUrlEndpoints } from './oauth-client-callback-url.js';
import { oauthClientEndpoints } from './oauth-client.js';
import { pspCredentialEndpoints } from './payment-service-provider-credential.js';
import { pspDraftPaymentEndpoints } from './payment-service-provider-draft-payment.js';
import { issuerTransactionEndpoints } from './payment-service-provider-issuer-transaction.js';
import { paymentBatchEndpoints } from './payment-batch.js';
import { paymentEndpoints } from './payment.js';
import { requestInquiryBatchEndpoints } from './request-inquiry-batch.js';
import { requestInquiryEndpoints } from './request-inquiry.js';
import { requestResponseEndpoints } from './request-response.js';
import { sandboxUserEndpoints } from './sandbox-user.js';
import { schedulePaymentEndpoints } from './schedule-payment.js';
import { scheduleEndpoints } from './schedule.js';
import { sessionEndpoints } from './session-server.js';
import { userEndpoints } from './user.js';

/** Every call the bank answers under /v1. */
export const endpoints: readonly Endpoint[] = [
  ...installationEndpoints,
  ...pspCredentialEndpoints,
  ...deviceServerEndpoints,
  ...sessionEndpoints,
  ...sandboxUserEndpoints,
  ...userEndpoints,
  ...oauthClientEndpoints,
  ...callbackUrlEndpoints,
  ...monetaryAccountEndpoints,
  ...paymentEndpoints,
  ...paymentBatchEndpoints,
  ...schedulePaymentEndpoints,
  ...scheduleEndpoints,
  ...draftPaymentEndpoints,
  ...requestInquiryEndpoints,
  ...requestInquiryBatchEndpoints,
  ...requestResponseEndpoints,
  ...attachmentEndpoints,
  ...attachmentPublicEndpoints,
  ...avatarEndpoints,
  ...cardEndpoints,
  ...mastercardActionEndpoints,
  ...pspDraftPaymentEndpoints,
  ...issuerTransactionEndpoints,
  ...confirmationOfFundsEndpoints,
  ...notificationFilterUrlEndpoints,
  ...notificationFilterPushEndpoints,
  ...notificationFilterFailureEndpoints,
  ...certificatePinnedEndpoints,
  ...credentialPasswordIpEndpoints,
  ...customerStatementEndpoints,
  ...eventEndpoints,
  ...insightsEndpoints,
];

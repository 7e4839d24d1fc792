export {
  attachmentTypes,
  inspectFile,
  mostAttachmentBytes,
  type AttachmentFile,
} from './attachments/attachment-file.js';
export {
  attachmentResourceSchema,
  toAttachmentResource,
  type AttachmentResource,
} from './attachments/attachment-resource.js';
export { Attachments, mostAttachmentsPerRequest } from './attachments/attachments.service.js';
export { UploadAttachment } from './attachments/upload-attachment.js';
export { FollowRequests } from './follow-requests.js';
export { AnswerIncomingRequest } from './incoming/answer-incoming-request.js';
export {
  incomingRequestResourceSchema,
  toIncomingRequestResource,
  type IncomingRequestResource,
} from './incoming/incoming-request-resource.js';
export { incomingRequestStatuses, type IncomingRequestStatus } from './incoming/incoming-request-status.js';
export type { AnswerAddresses, GivenAddress } from './incoming/bunq-incoming-gateway.js';
export { requestAnswers, type RequestAnswer } from './incoming/incoming-request.entity.js';
export { IncomingRequests } from './incoming/incoming-requests.service.js';
export { OpenIncomingFeeds } from './incoming/open-incoming-feeds.js';
export { SyncIncomingRequests } from './incoming/sync-incoming-requests.js';
export { paymentRequestResourceSchema, type PaymentRequestResource } from './payment-request-resource.js';
export { paymentRequestStatuses, type PaymentRequestStatus } from './payment-request-status.js';
export {
  addressRequirements,
  type PaymentRequest,
  type PaymentRequestBatch,
  type PostalAddress,
} from './payment-request.entity.js';
export { PaymentRequests, type BatchView, type PaymentRequestInput } from './payment-requests.service.js';
export { PaymentRequestsModule } from './payment-requests.module.js';
export { ProveRequest } from './prove-request.js';
export { RequestDependants, type RequestDependant, type RequestMove } from './request-dependants.js';
export type { ReceivingAccount } from './receiving-accounts.js';
export { SubmitRequest } from './submit-request.js';

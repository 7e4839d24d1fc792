import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Attachment } from './attachments/attachment.entity.js';
import { Attachments } from './attachments/attachments.service.js';
import { UploadAttachment } from './attachments/upload-attachment.js';
import { BunqRequestGateway } from './bunq-request-gateway.js';
import { FollowRequests } from './follow-requests.js';
import { AnswerIncomingRequest } from './incoming/answer-incoming-request.js';
import { BunqIncomingGateway } from './incoming/bunq-incoming-gateway.js';
import { IncomingAnswers } from './incoming/incoming-answers.js';
import { IncomingFeeds } from './incoming/incoming-feeds.js';
import { IncomingReviewDesk } from './incoming/incoming-review-desk.js';
import { IncomingRequestTransitions } from './incoming/incoming-request-transitions.js';
import { IncomingRequest } from './incoming/incoming-request.entity.js';
import { IncomingRequests } from './incoming/incoming-requests.service.js';
import { OpenIncomingFeeds } from './incoming/open-incoming-feeds.js';
import { RecordIncomingOutcome } from './incoming/record-incoming-outcome.js';
import { SyncIncomingRequests } from './incoming/sync-incoming-requests.js';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequest, PaymentRequestBatch } from './payment-request.entity.js';
import { PaymentRequests } from './payment-requests.service.js';
import { ProveRequest } from './prove-request.js';
import { ReceivingAccounts } from './receiving-accounts.js';
import { RecordRequestOutcome } from './record-request-outcome.js';
import { RequestDependants } from './request-dependants.js';
import { RequestDesk } from './request-desk.js';
import { RequestListDesk } from './request-list-desk.js';
import { RequestPlaces } from './request-places.js';
import { RequestReviewDesk } from './request-review-desk.js';
import { RequestsUnderConnection } from './requests-under-connection.js';
import { SubmitRequest } from './submit-request.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Attachment, IncomingRequest, PaymentRequest, PaymentRequestBatch])],
  providers: [
    AnswerIncomingRequest,
    Attachments,
    BunqIncomingGateway,
    BunqRequestGateway,
    FollowRequests,
    IncomingAnswers,
    IncomingFeeds,
    IncomingRequestTransitions,
    IncomingRequests,
    IncomingReviewDesk,
    OpenIncomingFeeds,
    PaymentRequestTransitions,
    PaymentRequests,
    ProveRequest,
    ReceivingAccounts,
    RecordIncomingOutcome,
    RecordRequestOutcome,
    RequestDependants,
    RequestDesk,
    RequestListDesk,
    RequestPlaces,
    RequestReviewDesk,
    RequestsUnderConnection,
    SubmitRequest,
    SyncIncomingRequests,
    UploadAttachment,
  ],
  exports: [
    AnswerIncomingRequest,
    Attachments,
    FollowRequests,
    IncomingRequests,
    OpenIncomingFeeds,
    PaymentRequests,
    ProveRequest,
    RequestDependants,
    SubmitRequest,
    SyncIncomingRequests,
    UploadAttachment,
  ],
})
export class PaymentRequestsModule {}

import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from '@sluis/accounts';
import { AuditModule } from '@sluis/audit';
import { BankConnectionsModule } from '@sluis/bank-connections';
import { ConfiguredCertificates, DeskAlarms } from '@sluis/compliance';
import { ConfigModule, type Config } from '@sluis/config';
import { ConsentsModule } from '@sluis/consents';
import { EventsModule } from '@sluis/events';
import { EvidenceModule } from '@sluis/evidence';
import { FundsConfirmationModule } from '@sluis/funds-confirmation';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PaymentsModule } from '@sluis/payment-initiation';
import { PayoutsModule } from '@sluis/payouts';
import { PaymentLinksModule } from '@sluis/payment-links';
import { PaymentRequestsModule } from '@sluis/payment-requests';
import { PayeesModule } from '@sluis/payees';
import { PersistenceModule } from '@sluis/persistence';
import { RestoreWatch } from '@sluis/reconciliation';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { TppIdentityModule } from '@sluis/tpp-identity';
import { SyncAccountProcessor } from './accounts/sync-account.processor.js';
import { CloseConnectionProcessor } from './bank-connections/close-connection.processor.js';
import { CompleteConnectionProcessor } from './bank-connections/complete-connection.processor.js';
import { ExpireConnectionProcessor } from './bank-connections/expire-connection.processor.js';
import { ProbeConnectionProcessor } from './bank-connections/probe-connection.processor.js';
import { WatchDeadlinesTask } from './compliance/watch-deadlines.task.js';
import { CloseAccessProcessor } from './consents/close-access.processor.js';
import { CompleteAuthorisationProcessor } from './consents/complete-authorisation.processor.js';
import { CompleteRenewalProcessor } from './consents/complete-renewal.processor.js';
import { ExpireConsentProcessor } from './consents/expire-consent.processor.js';
import { IdentifyPsuProcessor } from './consents/identify-psu.processor.js';
import { ProbeConsentProcessor } from './consents/probe-consent.processor.js';
import { TidyConsentsProcessor, TidyConsentsStart } from './consents/tidy-consents.processor.js';
import { MakeEvidenceProcessor } from './evidence/make-evidence.processor.js';
import { AnswerIncomingRequestProcessor } from './payment-requests/answer-incoming-request.processor.js';
import { ExpireRequestProcessor } from './payment-requests/expire-request.processor.js';
import { FollowRequestsProcessor } from './payment-requests/follow-requests.processor.js';
import { ProveRequestProcessor } from './payment-requests/prove-request.processor.js';
import { SubmitRequestProcessor } from './payment-requests/submit-request.processor.js';
import { SyncIncomingRequestsProcessor } from './payment-requests/sync-incoming-requests.processor.js';
import { UploadAttachmentProcessor } from './payment-requests/upload-attachment.processor.js';
import { AskBankForBatchProcessor, AskBankProcessor } from './funds-confirmations/ask-bank.processor.js';
import { ExpirePaymentProcessor } from './payments/expire-payment.processor.js';
import { CreditPaymentProcessor } from './payments/credit-payment.processor.js';
import { ExpirePaymentLinkProcessor } from './payments/expire-payment-link.processor.js';
import { FollowPaymentsProcessor } from './payments/follow-payments.processor.js';
import { ProvePaymentProcessor } from './payments/prove-payment.processor.js';
import { SubmitPaymentProcessor } from './payments/submit-payment.processor.js';
import { FollowPayoutsProcessor } from './payouts/follow-payouts.processor.js';
import { ProvePayoutProcessor } from './payouts/prove-payout.processor.js';
import { SubmitPayoutProcessor } from './payouts/submit-payout.processor.js';
import { ApplyReviewProcessor } from './reconciliation/apply-review.processor.js';
import { ReconciliationProcessor, ReconciliationStart } from './reconciliation/reconciliation.processor.js';
import { SealAuditTask } from './audit/seal-audit.task.js';
import { Sweeper } from './sweeper.js';
import { DeliverWebhookProcessor } from './webhooks/deliver-webhook.processor.js';
import { TidyWebhooksProcessor, TidyWebhooksStart } from './webhooks/tidy-webhooks.processor.js';

/** Everything that happens without anybody waiting at a door; the only process that calls the bank. */
@Module({})
export class WorkerModule {
  static of(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-worker', 'platform'),
        OutboxModule,
        AuditModule,
        EventsModule,
        PartnersModule,
        SpendingRulesModule,
        PayeesModule,
        TppIdentityModule,
        ConsentsModule,
        BankConnectionsModule,
        AccountsModule,
        FundsConfirmationModule,
        PaymentsModule,
        PayoutsModule,
        PaymentLinksModule,
        PaymentRequestsModule,
        EvidenceModule,
      ],
      providers: [
        ApplyReviewProcessor,
        AnswerIncomingRequestProcessor,
        AskBankForBatchProcessor,
        AskBankProcessor,
        CloseAccessProcessor,
        CloseConnectionProcessor,
        CompleteAuthorisationProcessor,
        CompleteConnectionProcessor,
        CompleteRenewalProcessor,
        ConfiguredCertificates,
        CreditPaymentProcessor,
        DeliverWebhookProcessor,
        DeskAlarms,
        ExpireConnectionProcessor,
        ExpireConsentProcessor,
        ExpirePaymentLinkProcessor,
        ExpirePaymentProcessor,
        ExpireRequestProcessor,
        FollowPaymentsProcessor,
        FollowPayoutsProcessor,
        FollowRequestsProcessor,
        IdentifyPsuProcessor,
        MakeEvidenceProcessor,
        ProbeConnectionProcessor,
        ProbeConsentProcessor,
        ProvePaymentProcessor,
        ProvePayoutProcessor,
        ProveRequestProcessor,
        ReconciliationProcessor,
        ReconciliationStart,
        RestoreWatch,
        SealAuditTask,
        SubmitPaymentProcessor,
        SubmitPayoutProcessor,
        SubmitRequestProcessor,
        Sweeper,
        SyncAccountProcessor,
        SyncIncomingRequestsProcessor,
        TidyConsentsProcessor,
        TidyConsentsStart,
        TidyWebhooksProcessor,
        TidyWebhooksStart,
        UploadAttachmentProcessor,
        WatchDeadlinesTask,
      ],
    };
  }
}

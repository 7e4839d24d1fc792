import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from '@sluis/accounts';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, type Config } from '@sluis/config';
import { ConsentsModule } from '@sluis/consents';
import { EventsModule } from '@sluis/events';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PaymentsModule } from '@sluis/payment-initiation';
import { PersistenceModule } from '@sluis/persistence';
import { RestoreWatch } from '@sluis/reconciliation';
import { TppIdentityModule } from '@sluis/tpp-identity';
import { SyncAccountProcessor } from './accounts/sync-account.processor.js';
import { CloseAccessProcessor } from './consents/close-access.processor.js';
import { CompleteAuthorisationProcessor } from './consents/complete-authorisation.processor.js';
import { CompleteRenewalProcessor } from './consents/complete-renewal.processor.js';
import { ExpireConsentProcessor } from './consents/expire-consent.processor.js';
import { IdentifyPsuProcessor } from './consents/identify-psu.processor.js';
import { ProbeConsentProcessor } from './consents/probe-consent.processor.js';
import { ExpirePaymentProcessor } from './payments/expire-payment.processor.js';
import { FollowPaymentsProcessor } from './payments/follow-payments.processor.js';
import { SubmitPaymentProcessor } from './payments/submit-payment.processor.js';
import { ApplyReviewProcessor } from './reconciliation/apply-review.processor.js';
import { ReconciliationProcessor, ReconciliationStart } from './reconciliation/reconciliation.processor.js';
import { Sweeper } from './sweeper.js';
import { DeliverWebhookProcessor } from './webhooks/deliver-webhook.processor.js';

/** Everything that happens without anybody waiting at a door; the only process that calls the bank. */
@Module({})
export class WorkerModule {
  static of(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-worker'),
        OutboxModule,
        AuditModule,
        EventsModule,
        PartnersModule,
        TppIdentityModule,
        ConsentsModule,
        AccountsModule,
        PaymentsModule,
      ],
      providers: [
        ApplyReviewProcessor,
        CloseAccessProcessor,
        CompleteAuthorisationProcessor,
        CompleteRenewalProcessor,
        DeliverWebhookProcessor,
        ExpireConsentProcessor,
        ExpirePaymentProcessor,
        FollowPaymentsProcessor,
        IdentifyPsuProcessor,
        ProbeConsentProcessor,
        ReconciliationProcessor,
        ReconciliationStart,
        RestoreWatch,
        SubmitPaymentProcessor,
        Sweeper,
        SyncAccountProcessor,
      ],
    };
  }
}

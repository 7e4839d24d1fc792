import { Module, type DynamicModule } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccountsModule } from '@sluis/accounts';
import { AuditModule } from '@sluis/audit';
import { BankConnectionsModule } from '@sluis/bank-connections';
import { ConfigModule, type Config } from '@sluis/config';
import { ConsentsModule } from '@sluis/consents';
import { EventsModule } from '@sluis/events';
import { FundsConfirmationModule } from '@sluis/funds-confirmation';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PaymentsModule } from '@sluis/payment-initiation';
import { PayoutsModule } from '@sluis/payouts';
import { PaymentLinksModule } from '@sluis/payment-links';
import { PaymentRequestsModule } from '@sluis/payment-requests';
import { PayeesModule } from '@sluis/payees';
import { PersistenceModule } from '@sluis/persistence';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { TppIdentityModule } from '@sluis/tpp-identity';
import { AccountsController } from './accounts/accounts.controller.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { BankConnectionsController } from './bank-connections/bank-connections.controller.js';
import { BunqCallbacksController } from './bank-callbacks/bunq-callbacks.controller.js';
import { BerlinGroupAccountsController } from './berlin-group/accounts.controller.js';
import { BerlinGroupConsentsController } from './berlin-group/consents.controller.js';
import { BerlinGroupFundsConfirmationsController } from './berlin-group/funds-confirmations.controller.js';
import { BerlinGroupFundsConsentsController } from './berlin-group/funds-consents.controller.js';
import { BerlinGroupPaymentsController } from './berlin-group/payments.controller.js';
import { ClientPaymentController } from './client/client-payment.controller.js';
import { ConsentsController } from './consents/consents.controller.js';
import { EventsController } from './events/events.controller.js';
import { FundsConfirmationBatchesController } from './funds-confirmations/funds-confirmation-batches.controller.js';
import { FundsConfirmationsController } from './funds-confirmations/funds-confirmations.controller.js';
import { HealthController } from './health/health.controller.js';
import { HostedPagesModule } from './hosted-pages/hosted-pages.module.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { PublishedApi } from './openapi/published-api.js';
import { PartnerRateLimit } from './http/partner-rate-limit.js';
import { PartnerApiKeyStrategy } from './http/partner-auth.js';
import { PaymentLinksController } from './payment-links/payment-links.controller.js';
import { IncomingPaymentRequestsController } from './incoming-payment-requests/incoming-payment-requests.controller.js';
import { PaymentRequestBatchesController } from './payment-requests/payment-request-batches.controller.js';
import { PaymentRequestsController } from './payment-requests/payment-requests.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PayoutBatchesController } from './payouts/payout-batches.controller.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { RefundsController } from './payouts/refunds.controller.js';
import { ReferenceController } from './reference/reference.controller.js';
import { SpendingRulesController } from './spending-rules/spending-rules.controller.js';
import { TestClockController } from './test-clock/test-clock.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.js';

/** Every door but the pages. */
export const controllers = [
  AccountsController,
  AttachmentsController,
  BankConnectionsController,
  BerlinGroupAccountsController,
  BerlinGroupConsentsController,
  BerlinGroupFundsConfirmationsController,
  BerlinGroupFundsConsentsController,
  BerlinGroupPaymentsController,
  BunqCallbacksController,
  ClientPaymentController,
  ConsentsController,
  EventsController,
  FundsConfirmationBatchesController,
  FundsConfirmationsController,
  HealthController,
  OpenApiController,
  PaymentLinksController,
  IncomingPaymentRequestsController,
  PaymentRequestBatchesController,
  PaymentRequestsController,
  PaymentsController,
  PayoutsController,
  PayoutBatchesController,
  ReferenceController,
  RefundsController,
  SpendingRulesController,
  TestClockController,
  WebhookEndpointsController,
];

/** Doors that a live platform does not have. */
const ofTestMode: readonly object[] = [TestClockController];

/** Every door into the platform over HTTP. */
@Module({})
export class ApiModule {
  static of(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-api', 'none'),
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
        HostedPagesModule,
        PassportModule,
      ],
      controllers: controllers.filter(
        (controller) => config.env.PLATFORM_MODE === 'test' || !ofTestMode.includes(controller),
      ),
      providers: [PartnerApiKeyStrategy, PartnerRateLimit, PublishedApi],
    };
  }
}

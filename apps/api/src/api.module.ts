import { Module, type DynamicModule } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccountsModule } from '@sluis/accounts';
import { AuditModule } from '@sluis/audit';
import { BankConnectionsModule } from '@sluis/bank-connections';
import { ConfigModule, type Config } from '@sluis/config';
import { ConsentsModule } from '@sluis/consents';
import { EventsModule } from '@sluis/events';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PaymentsModule } from '@sluis/payment-initiation';
import { PaymentLinksModule } from '@sluis/payment-links';
import { PersistenceModule } from '@sluis/persistence';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { TppIdentityModule } from '@sluis/tpp-identity';
import { AccountsController } from './accounts/accounts.controller.js';
import { BankConnectionsController } from './bank-connections/bank-connections.controller.js';
import { BunqCallbacksController } from './bank-callbacks/bunq-callbacks.controller.js';
import { BerlinGroupAccountsController } from './berlin-group/accounts.controller.js';
import { BerlinGroupConsentsController } from './berlin-group/consents.controller.js';
import { BerlinGroupPaymentsController } from './berlin-group/payments.controller.js';
import { ConsentsController } from './consents/consents.controller.js';
import { EventsController } from './events/events.controller.js';
import { HealthController } from './health/health.controller.js';
import { HostedPagesModule } from './hosted-pages/hosted-pages.module.js';
import { PartnerApiKeyStrategy } from './http/partner-auth.js';
import { PaymentLinksController } from './payment-links/payment-links.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { SpendingRulesController } from './spending-rules/spending-rules.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.js';

/** Every door into the platform over HTTP. */
@Module({})
export class ApiModule {
  static of(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-api'),
        OutboxModule,
        AuditModule,
        EventsModule,
        PartnersModule,
        SpendingRulesModule,
        TppIdentityModule,
        ConsentsModule,
        BankConnectionsModule,
        AccountsModule,
        PaymentsModule,
        PaymentLinksModule,
        HostedPagesModule,
        PassportModule,
      ],
      controllers: [
        AccountsController,
        BankConnectionsController,
        BerlinGroupAccountsController,
        BerlinGroupConsentsController,
        BerlinGroupPaymentsController,
        BunqCallbacksController,
        ConsentsController,
        EventsController,
        HealthController,
        PaymentLinksController,
        PaymentsController,
        SpendingRulesController,
        WebhookEndpointsController,
      ],
      providers: [PartnerApiKeyStrategy],
    };
  }
}
